"""PyPI pipecat-ai, OpenAIRealtimeLLMService in a pipeline: text turn, tool call, voice, barge-in."""

import asyncio
import math
import os
import struct

from loguru import logger
from pipecat.adapters.schemas.function_schema import FunctionSchema
from pipecat.adapters.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (ErrorFrame, FunctionCallResultFrame, InputAudioRawFrame,
                                   LLMContextFrame, LLMFullResponseEndFrame,
                                   ProposedUserStartedSpeakingFrame,
                                   ProposedUserStoppedSpeakingFrame, TTSAudioRawFrame,
                                   TTSTextFrame)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.runner import PipelineRunner
from pipecat.pipeline.task import PipelineParams, PipelineTask
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService

RATE = 24000
PATIENCE = 20
logger.remove()


class Sink(FrameProcessor):
    """The end of the pipeline: frames to wait for."""

    def __init__(self):
        super().__init__()
        self.frames = asyncio.Queue()
        self.sound_bytes = 0
        self.text = ""

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSAudioRawFrame):
            self.sound_bytes += len(frame.audio)
        if isinstance(frame, TTSTextFrame):
            self.text += frame.text
        await self.frames.put(frame)
        await self.push_frame(frame, direction)

    async def until(self, *kinds):
        async def look():
            while True:
                frame = await self.frames.get()
                if isinstance(frame, ErrorFrame):
                    raise AssertionError(f"error: {frame.error}")
                if isinstance(frame, kinds):
                    return frame
        try:
            return await asyncio.wait_for(look(), PATIENCE)
        except asyncio.TimeoutError as late:
            raise AssertionError(f"waited in vain for {kinds[0].__name__}") from late


def sound(ms, voiced):
    wave = (int(6000 * math.sin(2 * math.pi * 200 * i / RATE)) if voiced else 0
            for i in range(RATE * ms // 1000))
    return b"".join(struct.pack("<h", sample) for sample in wave)


async def speak(task, ms=1000, silence_ms=1200):
    for sent in range(0, ms + silence_ms, 40):
        await task.queue_frame(InputAudioRawFrame(sound(40, sent < ms), RATE, 1))
        await asyncio.sleep(0.04)


async def run():
    service = OpenAIRealtimeLLMService(
        api_key="none", base_url=os.environ["VV_SCRIPTED_WS"],
        settings=OpenAIRealtimeLLMService.Settings(
            model="gpt-realtime", system_instruction="Be kind.",
            session_properties=events.SessionProperties(audio=events.AudioConfiguration(
                input=events.AudioInput(transcription=events.InputAudioTranscription(),
                                        turn_detection=events.SemanticTurnDetection())))))
    cities = []

    async def get_weather(call):
        cities.append(call.arguments.get("city"))
        await call.result_callback({"sky": "sunny"})

    service.register_function("get_weather", get_weather)
    weather = FunctionSchema(name="get_weather", description="The weather of a city",
                             properties={"city": {"type": "string"}}, required=["city"])
    sink = Sink()
    task = PipelineTask(Pipeline([service, sink]),
                        params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE))
    running = asyncio.create_task(PipelineRunner(handle_sigint=False).run(task))

    context = LLMContext([{"role": "user", "content": "Hello there."}],
                         tools=ToolsSchema(standard_tools=[weather]))
    await task.queue_frame(LLMContextFrame(context))
    await sink.until(LLMFullResponseEndFrame)
    assert sink.sound_bytes > 24000 and len(sink.text) > 5, f"{sink.sound_bytes} bytes, {sink.text}"

    async def ask(text):
        await service.send_client_event(events.ConversationItemCreateEvent(
            item=events.ConversationItem(type="message", role="user", content=[
                events.ItemContent(type="input_text", text=text)])))
        await service.send_client_event(events.ResponseCreateEvent())

    await ask("What is the weather in Paris?")
    await sink.until(FunctionCallResultFrame)
    assert cities == ["Paris"], f"the tool was called for {cities}"

    await speak(task)
    await sink.until(ProposedUserStoppedSpeakingFrame)
    await sink.until(LLMFullResponseEndFrame)

    before = sink.sound_bytes
    await ask("Tell me something long.")
    await sink.until(TTSAudioRawFrame)
    await speak(task, 1500)
    await sink.until(ProposedUserStartedSpeakingFrame)
    await sink.until(LLMFullResponseEndFrame)
    assert sink.sound_bytes > before
    running.cancel()
    return f"{sink.sound_bytes} bytes of sound, tool called for {cities}"



async def main():
    try:
        print("PASS pipecat_service:", await run(), flush=True)
        code = 0
    except Exception as error:
        print("FAIL pipecat_service:", repr(error), flush=True)
        code = 1
    os._exit(code)  # what pipecat still runs would be waited for


asyncio.run(main())
