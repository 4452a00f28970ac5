"""PyPI openai-agents: text turn, tool call, voice turn, barge-in, against the scripted server."""

import asyncio
import math
import os
import struct
import sys

from agents import function_tool
from agents.realtime import RealtimeAgent, RealtimeRunner

URL = os.environ["VV_SCRIPTED_WS"] + "?model=gpt-realtime"
RATE = 24000
PATIENCE = 20
cities = []


@function_tool
async def get_weather(city: str) -> str:
    """The weather of a city."""
    cities.append(city)
    return "sunny"


def sound(ms, voiced):
    wave = (int(6000 * math.sin(2 * math.pi * 200 * i / RATE)) if voiced else 0
            for i in range(RATE * ms // 1000))
    return b"".join(struct.pack("<h", sample) for sample in wave)


async def speak(session, ms=1000, silence_ms=1200):
    for sent in range(0, ms + silence_ms, 40):
        await session.send_audio(sound(40, sent < ms))
        await asyncio.sleep(0.04)


class Log:
    def __init__(self, session):
        self.session = session
        self.queue = asyncio.Queue()
        self.sound_bytes = 0
        self.count = 0
        self.task = asyncio.create_task(self.collect())

    async def collect(self):
        async for event in self.session:
            self.count += 1
            if event.type == "audio":
                self.sound_bytes += len(event.audio.data)
            await self.queue.put(event)

    async def until(self, what, fits):
        async def look():
            while True:
                event = await self.queue.get()
                if event.type == "error":
                    raise AssertionError(f"error: {event.error}")
                if fits(event):
                    return event
        try:
            return await asyncio.wait_for(look(), PATIENCE)
        except asyncio.TimeoutError as late:
            raise AssertionError(f"waited in vain for {what}") from late

    async def raw(self, name):
        event = await self.until(name, lambda e: e.type == "raw_model_event" and
                                 e.data.type == "raw_server_event" and e.data.data["type"] == name)
        return event.data.data

    async def answered(self):
        done = (await self.raw("response.done"))["response"]
        assert done["status"] == "completed", done
        return done


async def run():
    agent = RealtimeAgent(name="Xiao Yue", instructions="Be kind.", tools=[get_weather])
    runner = RealtimeRunner(agent, config={"model_settings": {
        "model_name": "gpt-realtime", "turn_detection": {"type": "semantic_vad"},
        "input_audio_transcription": {"model": "gpt-4o-mini-transcribe"}}})
    session = await runner.run(model_config={"url": URL, "api_key": "none"})
    async with session:
        log = Log(session)
        await session.send_message("Hello there.")
        await log.answered()
        assert log.sound_bytes > 24000, f"only {log.sound_bytes} bytes of sound"

        await session.send_message("What is the weather in Paris?")
        await log.answered()
        told = await log.answered()
        assert cities == ["Paris"], f"the tool was called for {cities}"
        assert "sunny" in str(told["output"]), told

        await speak(session)
        await log.raw("conversation.item.input_audio_transcription.completed")
        await log.answered()

        await session.send_message("Tell me something long.")
        await log.raw("response.output_audio.delta")
        await speak(session, 1500)
        await log.until("audio_interrupted", lambda e: e.type == "audio_interrupted")
        await log.raw("conversation.item.truncated")
        await log.answered()
        log.task.cancel()
        return f"{log.count} events, tool called for {cities}"


try:
    print("PASS agents_python:", asyncio.run(run()))
except Exception as error:
    print("FAIL agents_python:", repr(error))
    sys.exit(1)
