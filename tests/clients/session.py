"""A whole session of the official Python client with the gateway on its embedded Odoo: `session.py PROGRAM`."""

import asyncio
import sys

from mcp import ClientSession, StdioServerParameters, types
from mcp.client.stdio import stdio_client


def structured(result):
    """The structured content, under either name that the client has for it."""
    found = getattr(result, "structured_content", None)
    return found if found is not None else getattr(result, "structuredContent", None)


def is_error(result):
    return bool(getattr(result, "is_error", getattr(result, "isError", False)))


async def agree(context, params):
    """The person says yes."""
    return types.ElicitResult(action="accept", content={"confirm": True})


async def main(program):
    server = StdioServerParameters(command=program, args=["serve", "--demo"])
    async with stdio_client(server) as (read, write):
        async with ClientSession(read, write, elicitation_callback=agree) as session:
            await session.initialize()
            tools = (await session.list_tools()).tools
            assert len(tools) >= 18, [tool.name for tool in tools]
            found = await session.call_tool("search_read", {"model": "res.partner", "limit": 2})
            assert structured(found)["count"] == 2 and structured(found)["has_more"], found
            refused = await session.call_tool("search_read", {"model": "res.partner", "limt": 2})
            assert is_error(refused) and "`limit`" in str(structured(refused)), refused
            created = await session.call_tool("create_record", {"model": "res.partner", "values": {"name": "Client"}})
            record = structured(created)["id"]
            deleted = await session.call_tool("delete_record", {"model": "res.partner", "record_ids": [record]})
            assert structured(deleted)["deleted"] == [record], deleted
    print("python client: ok")


asyncio.run(main(sys.argv[1]))
