"""Choices count though the answers of the app come late: while a page is being sent, and one after the other."""

import re

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.everywhere import choose, settle
from tests.browser.test_app import APP, WAIT, open_filters

pytestmark = pytest.mark.browser
TOPIC = ".st-key-filter_topic"


def kind_of(message):
    """Return what the app says: the kind of a message, or the key of the box to choose from that it sends."""
    said = ForwardMsg()
    said.ParseFromString(message)
    kind = said.WhichOneof("type")
    box = said.delta.new_element.multiselect.id if kind == "delta" else ""
    return box.rpartition("-")[2] or kind


class Late:
    """What the app sends to a page arrives when it is let through."""

    def __init__(self, page, *, until=""):
        self._page, self._until, self._held, self.holding = page, until, [], False
        page.route_web_socket(re.compile("_stcore/stream"), self._opened)

    def _opened(self, route):
        self._route = route
        route.connect_to_server().on_message(self._arrived)

    def _arrived(self, message):
        if self.holding:
            self._held.append(message)
            return
        self._route.send(message)
        self.holding = bool(self._until) and kind_of(message) == self._until

    def answered(self, times):
        """Wait until the app has answered so many times; returns how many messages these are."""
        for _try in range(WAIT // 100):
            ends = [at for at, message in enumerate(self._held, 1) if kind_of(message) == "script_finished"]
            if len(ends) >= times:
                return ends[times - 1]
            self._page.wait_for_timeout(100)
        pytest.fail(f"the app did not answer {times} times: {[*map(kind_of, self._held)]}")

    def let_through(self, count=None):
        """Send what was held, or the first messages of it."""
        if count is None:
            self.holding, self._until = False, ""
        for message in self._held[:count]:
            self._route.send(message)
        del self._held[:count]


def test_a_topic_chosen_while_the_page_is_being_sent_counts(new_tab, streamlit_server):
    late = Late(new_tab, until="filter_topic")
    new_tab.goto(streamlit_server(APP))
    open_filters(new_tab)
    new_tab.locator(f"{TOPIC} input").wait_for(timeout=WAIT)
    assert new_tab.locator(".st-key-filter_stage").count() == 0
    choose(new_tab, TOPIC, "Abwasser")
    late.answered(2)
    late.let_through()
    new_tab.wait_for_url(re.compile("topic=waste_water"), timeout=WAIT)
    settle(new_tab)
    assert "Abwasser" in new_tab.locator(TOPIC).inner_text()


def test_choices_made_before_the_answers_arrive_all_count(new_tab, streamlit_server):
    late = Late(new_tab)
    new_tab.goto(streamlit_server(APP))
    settle(new_tab)
    late.holding = True
    new_tab.get_by_role("radio", name="Räumliches Muster").click()
    first = late.answered(1)
    choose(new_tab, TOPIC, "Abwasser")
    late.answered(2)
    late.let_through(first)
    new_tab.wait_for_url(re.compile("show=pattern"), timeout=WAIT)
    choose(new_tab, ".st-key-filter_stage", "in Betrieb")
    late.answered(2)
    late.let_through()
    new_tab.wait_for_url(re.compile("(?=.*topic=waste_water)(?=.*show=pattern)(?=.*stage=operating)"), timeout=WAIT)
    settle(new_tab)
    assert "Abwasser" in new_tab.locator(TOPIC).inner_text()
