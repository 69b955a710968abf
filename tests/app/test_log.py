"""The log tells what happened, and nothing about anybody."""

import json
import logging
import sys

from geo_koop.app.log import JsonLines


def line(message, facts=None, error=None):
    record = logging.LogRecord("geo_koop.app", logging.ERROR, __file__, 1, message, (), error)
    if facts:
        record.facts = facts
    return json.loads(JsonLines().format(record))


def test_a_line_is_json_with_time_event_and_facts():
    told = line("data read", {"areas": 9})
    assert told["event"] == "data read"
    assert told["level"] == "error"
    assert told["areas"] == 9
    assert told["time"].endswith("+00:00")


def test_an_error_is_told_by_kind_and_place_without_its_message():
    try:
        raise ValueError("geheim.gpkg of 192.0.2.1")
    except ValueError:
        told = line("unforeseen error", {"number": "ab12"}, sys.exc_info())
    assert told["error"] == "ValueError"
    assert told["number"] == "ab12"
    assert "geheim" not in json.dumps(told)
    assert "192.0.2.1" not in json.dumps(told)
