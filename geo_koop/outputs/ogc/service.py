"""The service itself: pygeoapi's Flask application in this process, reduced to what is offered."""

import json
import logging
import os
import re
from pathlib import Path
from typing import Any

from geo_koop.outputs.ogc import parameters
from geo_koop.outputs.ogc.openapi import NOT_OFFERED

_READING = ("GET", "HEAD", "OPTIONS")
_WRITES = "/ogcapi-features-4/"
"""Part of the names of what only a service that writes conforms to."""
_ITEMS = re.compile(r"/collections/[^/]+/items(?:/|$)")


def serve(configuration: Path, document: Path, port: int, *, any_origin: bool = False) -> None:
    """Serve on this computer until the process is ended.

    Parameters
    ----------
    configuration, document : Path
        Of pygeoapi, and its OpenAPI document, both as YAML.
    port : int
    any_origin : bool
        Whether pages of other servers may read the answers in a browser (CORS).
    """
    # pygeoapi takes its files from the environment, once, when its application is imported.
    os.environ |= {"PYGEOAPI_CONFIG": str(configuration.resolve()), "PYGEOAPI_OPENAPI": str(document.resolve())}
    from flask import abort, jsonify, make_response, request
    from pygeoapi.api import itemtypes
    from pygeoapi.flask_app import APP
    from werkzeug.serving import make_server

    itemtypes.CONFORMANCE_CLASSES_FEATURES[:] = [
        name for name in itemtypes.CONFORMANCE_CLASSES_FEATURES if _WRITES not in name
    ]
    # A time outside of the extent is no fault: no row holds then. What is no time is refused below.
    itemtypes.validate_datetime = lambda _extents, asked=None: asked

    def refuse() -> Any:
        if request.method not in _READING:
            abort(405)
        wrong = parameters.fault(request.path, request.args.items(multi=True))
        if wrong:
            answer = jsonify(code="InvalidParameterValue", type="InvalidParameterValue", description=wrong)
            return make_response(answer, 400)
        if request.path.startswith(NOT_OFFERED):
            abort(404)
        return None

    def offered(response: Any) -> Any:
        if any_origin:
            response.headers["Access-Control-Allow-Origin"] = "*"
        if not response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        if request.path == "/" and response.status_code == 200:
            content = json.loads(response.get_data())
            content["links"] = [link for link in content["links"] if not _leads_nowhere(link["href"])]
            response.set_data(json.dumps(content, ensure_ascii=False))
        elif response.status_code == 200 and _ITEMS.match(request.path):
            response.headers["Content-Type"] = "application/geo+json"
        return response

    APP.before_request(refuse)
    APP.after_request(offered)
    answer_request = APP.wsgi_app

    def with_plus_signs(environ: Any, start_response: Any) -> Any:
        environ["QUERY_STRING"] = parameters.plus_signs(environ.get("QUERY_STRING", ""))
        return answer_request(environ, start_response)

    APP.wsgi_app = with_plus_signs
    # What readers ask wrongly they are told; only what goes wrong here is logged.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    APP.logger.setLevel(logging.ERROR)
    make_server("127.0.0.1", port, APP, threaded=True).serve_forever()


def _leads_nowhere(address: str) -> bool:
    return any(f"{path}?" in f"{address}?" for path in NOT_OFFERED)
