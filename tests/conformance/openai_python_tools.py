"""PyPI openai: a function tool over client.realtime.connect().

A question that needs a tool is asked by voice; the call comes as an item with arguments, its output
is given back, and the spoken answer tells it. A question that needs none is answered without a call.
"""

import asyncio
import json
import os
import sys
import traceback

from openai import AsyncOpenAI

from openai_python import Inbox, Microphone, read_speech, require

WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "Tells the present weather in a city.",
    "parameters": {"type": "object",
                   "properties": {"city": {"type": "string", "description": "name of the city"}},
                   "required": ["city"]},
}
OUTPUT = {"temperature_celsius": 31, "sky": "clear and sunny"}
TOLD = ("31", "thirty", "sun", "clear")


async def ask(connection, text):
    await connection.conversation.item.create(item={
        "type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]})
    await connection.response.create()


async def converse(connection, speech):
    inbox = Inbox(connection)
    await inbox.next("session.created")
    await connection.session.update(session={
        "type": "realtime",
        "instructions": "You answer briefly, in one short English sentence.",
        "tools": [WEATHER],
        "tool_choice": "auto",
        "audio": {"input": {"transcription": {"model": "whisper-1"}}},
    })
    await inbox.next("session.updated")

    microphone = Microphone(connection)
    running = asyncio.create_task(microphone.run())
    try:
        microphone.queue.extend(speech)
        done = await inbox.next("response.done")
    finally:
        running.cancel()
    calls = [item for item in done.response.output if item.type == "function_call"]
    require(len(calls) == 1, f"one call was expected: {done.response.output}")
    call = calls[0]
    require(call.name == "get_weather" and call.call_id, f"another call: {call}")
    city = json.loads(call.arguments).get("city", "")
    require("paris" in city.lower(), f"arguments: {call.arguments}")
    told = [e for e in inbox.events if e.type == "response.function_call_arguments.done"]
    require([e.arguments for e in told] == [call.arguments], "arguments.done says something else")
    spoken = [item for item in done.response.output if item.type == "message"]
    require("get_weather" not in str(spoken), f"the call was spoken: {spoken}")

    await connection.conversation.item.create(item={
        "type": "function_call_output", "call_id": call.call_id, "output": json.dumps(OUTPUT)})
    await connection.response.create()
    answered = await inbox.next("response.done")
    answer = inbox.check_spoken(answered.response.id)
    require(any(word in answer.lower() for word in TOLD), f"the output is not told: {answer}")

    await ask(connection, "Good. Now say hello to my friend Anna.")
    last = await inbox.next("response.done")
    require(all(item.type == "message" for item in last.response.output),
            f"called for nothing: {last.response.output}")
    return f"called with {call.arguments}; answered {answer!r}, then {inbox.check_spoken(last.response.id)!r}"


async def main():
    client = AsyncOpenAI(api_key="none", base_url=os.environ["VV_HTTP"] + "/v1")
    async with client.realtime.connect(model="gpt-realtime") as connection:
        return await converse(connection, read_speech(sys.argv[4]))


if __name__ == "__main__":
    name = "PyPI openai, tools"
    try:
        print(f"PASS {name}: {asyncio.run(main())}")
    except Exception:  # noqa: BLE001 - any failure is a failed test
        print(f"FAIL {name}: {traceback.format_exc()}")
        sys.exit(1)
