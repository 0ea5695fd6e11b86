"""A page of one's own with the assistant in a frame. Run: python examples/embed_page.py http://127.0.0.1:7860 KEY 8000

The key is public: assistant keys create "my page" --public --origin http://127.0.0.1:8000
"""

import sys
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode

server, key, port = sys.argv[1:]
frame = escape(f"{server}/embed?{urlencode({'key': key})}")
page = f"""<!doctype html>
<title>My page</title>
<h1>My page</h1>
<iframe src="{frame}" title="Ask my articles" width="480" height="560"></iframe>
"""


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())


HTTPServer(("127.0.0.1", int(port)), Page).serve_forever()
