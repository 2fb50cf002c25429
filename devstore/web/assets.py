"""The stylesheets and scripts of the store's own pages, and the App Bridge stand-in at its fixed address."""

from flask import Blueprint, Response

pages = Blueprint(
    "devstore_assets", __name__, static_folder="static", static_url_path="/assets", template_folder="templates"
)


@pages.get("/app-bridge.js")
def app_bridge() -> Response:
    answer = pages.send_static_file("app-bridge.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
