"""What the page looks up and changes besides asking: plain JSON over HTTP, under /page."""
