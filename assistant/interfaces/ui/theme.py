"""How Gradio's own parts look, so that they and the page are of one piece. The colours stand in `static/page.css` too."""

from __future__ import annotations

import gradio as gr


def theme() -> gr.themes.Base:
    """Fonts come from Gradio's own folder: nothing is fetched from elsewhere."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_lg,
        font=[gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)), "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    ).set(
        body_background_fill="#fbfaf7",
        body_background_fill_dark="#14171a",
        body_text_color="#20242a",
        body_text_color_dark="#e6e4de",
        block_border_width="0px",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
    )
