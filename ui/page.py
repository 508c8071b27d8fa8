"""The page as Gradio blocks. Importing this takes seconds and 90 MB, so only ``ui.mounting`` does, when there is time for it."""

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
from fastapi import FastAPI

from ui.files import read

BEGIN = """
import("/page/scripts/page.js").then((page) => page.begin(element)).catch((error) => {
  element.querySelector("[data-loading]").textContent =
    "The page's scripts could not be loaded. Reload the page; if that does not help, see the log of the gateway. " + error;
});
"""
"""Runs once, when the one component is on the page. Everything else happens in ``ui/scripts``."""


def carried() -> FastAPI:
    """An application that answers at "/" with the page. Its lifespan has to be entered."""
    theme = gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])  # none from the net
    with gr.Blocks(title="Fabula", analytics_enabled=False) as blocks:
        gr.HTML(
            html_template=read("html/page.html"), js_on_load=BEGIN, apply_default_css=False, elem_id="fabula-root",
        )  # fmt: skip
    app = FastAPI(openapi_url=None)
    gr.mount_gradio_app(
        app, blocks, path="/", theme=theme, head=read("html/head.html"), run_history=False, footer_links=[],
        ssr_mode=False, mcp_server=False, enable_monitoring=False, show_error=False,
    )  # fmt: skip
    return app
