"""The service itself: pygeoapi's Flask application in this process, reduced to what is offered."""

import json
import logging
import os
from pathlib import Path
from typing import Any

from geo_koop.outputs.ogc import parameters

_NOT_OFFERED = ("/TileMatrixSets", "/processes", "/jobs", "/stac", "/admin")
"""What pygeoapi answers unasked: nothing stands behind it, and its pages load from third parties."""


def openapi(configuration: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI document of a configuration whose GeoPackage exists."""
    from pygeoapi.openapi import get_oas

    made = get_oas(configuration)
    made["paths"] = {path: told for path, told in made["paths"].items() if not path.startswith(_NOT_OFFERED)}
    return dict(made)


def serve(configuration: Path, document: Path, port: int) -> None:
    """Serve on this computer until the process is ended.

    Parameters
    ----------
    configuration, document : Path
        Of pygeoapi, and its OpenAPI document, both as YAML.
    port : int
    """
    # pygeoapi takes its files from the environment, once, when its application is imported.
    os.environ |= {"PYGEOAPI_CONFIG": str(configuration.resolve()), "PYGEOAPI_OPENAPI": str(document.resolve())}
    from flask import abort, jsonify, make_response, request
    from pygeoapi.flask_app import APP
    from werkzeug.serving import make_server

    def refuse() -> Any:
        wrong = parameters.fault(request.path, request.args.items(multi=True))
        if wrong:
            told = jsonify(code="InvalidParameterValue", type="InvalidParameterValue", description=wrong)
            return make_response(told, 400)
        if request.path.startswith(_NOT_OFFERED):
            abort(404)
        return None

    def offered(response: Any) -> Any:
        if request.path == "/" and response.headers["Content-Type"].startswith("application/json"):
            content = json.loads(response.get_data())
            content["links"] = [link for link in content["links"] if not _leads_nowhere(link["href"])]
            response.set_data(json.dumps(content, ensure_ascii=False))
        return response

    APP.before_request(refuse)
    APP.after_request(offered)
    # What readers ask wrongly they are told; only what goes wrong here is logged.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    APP.logger.setLevel(logging.ERROR)
    make_server("127.0.0.1", port, APP, threaded=True).serve_forever()


def _leads_nowhere(address: str) -> bool:
    return any(f"{path}?" in f"{address}?" for path in _NOT_OFFERED)
