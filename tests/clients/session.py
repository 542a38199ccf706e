"""A whole session of the official Python client with the gateway on its embedded Odoo: `session.py PROGRAM`, or `session.py URL`."""

import asyncio
import json
import sys

from mcp import ClientSession, StdioServerParameters, types
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client


def structured(result):
    """The structured content, under either name that the client has for it."""
    found = getattr(result, "structured_content", None)
    return found if found is not None else getattr(result, "structuredContent", None)


def is_error(result):
    return bool(getattr(result, "is_error", getattr(result, "isError", False)))


async def agree(context, params):
    """The person says yes."""
    return types.ElicitResult(action="accept", content={"confirm": True})


def connect(target):
    """To a program, over its standard input and output, or to a server at an address."""
    if target.startswith("http"):
        return streamable_http_client(target)
    return stdio_client(StdioServerParameters(command=target, args=["serve", "--demo"]))


async def delete(session, record):
    """Over HTTP nobody is asked: the call is sent again with its token."""
    arguments = {"model": "res.partner", "record_ids": [record]}
    deleted = await session.call_tool("delete_record", arguments)
    token = structured(deleted).get("error", {}).get("confirm_token")
    return await session.call_tool("delete_record", {**arguments, "confirm_token": token}) if token else deleted


async def main(target):
    async with connect(target) as (read, write, *_):
        async with ClientSession(read, write, elicitation_callback=agree) as session:
            await session.initialize()
            tools = (await session.list_tools()).tools
            assert len(tools) >= 18, [tool.name for tool in tools]
            found = await session.call_tool("search_read", {"model": "res.partner", "limit": 2})
            assert structured(found)["count"] == 2 and structured(found)["has_more"], found
            refused = await session.call_tool("search_read", {"model": "res.partner", "limt": 2})
            assert is_error(refused) and "`limit`" in str(structured(refused)), refused
            resources = (await session.list_resources()).resources
            assert "odoo://models" in [str(resource.uri) for resource in resources], resources
            content = (await session.read_resource("odoo://models/res.partner")).contents[0]
            assert "email" in json.loads(content.text)["fields"], content
            prompts = (await session.list_prompts()).prompts
            assert "analyze_model" in [prompt.name for prompt in prompts], prompts
            prompt = await session.get_prompt("analyze_model", {"model": "res.partner"})
            assert "res.partner" in prompt.messages[0].content.text, prompt
            created = await session.call_tool("create_record", {"model": "res.partner", "values": {"name": "Client"}})
            record = structured(created)["id"]
            deleted = await delete(session, record)
            assert structured(deleted)["deleted"] == [record], deleted
    print("python client: ok")


asyncio.run(main(sys.argv[1]))
