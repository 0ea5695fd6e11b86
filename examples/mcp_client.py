"""Use the corpus's tools as another assistant does. Run: python examples/mcp_client.py my-articles/ "Who built the mill?" """

import asyncio
import sys

from mcp import StdioServerParameters
from mcp.client.client import Client
from mcp.client.stdio import stdio_client


async def main(folder: str, question: str) -> None:
    arguments = ["-m", "assistant.interfaces.cli", "mcp", "--corpus", folder]
    server = StdioServerParameters(command=sys.executable, args=arguments)
    async with Client(stdio_client(server)) as client:
        print([tool.name for tool in (await client.list_tools()).tools])
        answer = await client.call_tool("ask_corpus", {"question": question})
        print(answer.structured_content["text"])
        passage = answer.structured_content["passages"][0]
        article = await client.call_tool(
            "open_article", {"document_id": passage["document_id"], "start": passage["start"], "length": 80}
        )
        print(f"{passage['title']}: {article.structured_content['text']!r}")


asyncio.run(main(*sys.argv[1:]))
