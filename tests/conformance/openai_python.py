"""PyPI openai: client.realtime.connect(), the present class, over plain ws.

Holds two spoken turns, breaks into the second answer and has the third answered, as the JavaScript
clients do (conversation.mjs); the checks of order are those of order_checker.mjs, in short.
"""

import array
import asyncio
import base64
import math
import os
import sys
import time
import traceback
import wave

from openai import AsyncOpenAI

RATE = 24000
STEP_S = 0.04
PATIENCE_S = float(os.environ.get("VV_PATIENCE_MS", "180000")) / 1000


def read_speech(path):
    """Mono 16-bit WAV at any rate -> samples at 24 kHz, by linear interpolation."""
    with wave.open(path) as file:
        rate = file.getframerate()
        samples = array.array("h", file.readframes(file.getnframes()))
    last = len(samples) - 1
    speech = array.array("h")
    for i in range(len(samples) * RATE // rate):
        x = i * rate / RATE
        low = int(x)
        speech.append(int(samples[low] * (1 - x + low) + samples[min(low + 1, last)] * (x - low)))
    return speech


def require(condition, message):
    if not condition:
        raise AssertionError(message)


class Microphone:
    """Real time, silence when nobody speaks."""

    def __init__(self, connection):
        self.connection = connection
        self.queue = array.array("h")

    async def run(self):
        begun, sent = time.monotonic(), 0
        while True:
            await asyncio.sleep(STEP_S)
            due = int((time.monotonic() - begun) * RATE)
            chunk, self.queue = self.queue[: due - sent], self.queue[due - sent :]
            chunk.extend([0] * (due - sent - len(chunk)))
            sent = due
            await self.connection.input_audio_buffer.append(
                audio=base64.b64encode(chunk.tobytes()).decode())


class Inbox:
    def __init__(self, connection):
        self.connection = connection
        self.events = []
        self.responses = {}  # id -> None while open, then its status
        self.turn = None
        self.items = set()

    def check_order(self, event):
        kind = event.type
        require(self.events or kind == "session.created", "session.created comes first")
        require(event.event_id, f"{kind} has no event_id")
        if kind == "input_audio_buffer.speech_started":
            require(self.turn is None, "speech started twice")
            self.turn = event.item_id
        elif kind == "input_audio_buffer.speech_stopped":
            require(self.turn == event.item_id, "speech stopped that had not started")
            self.turn = None
        elif kind == "conversation.item.added":
            self.items.add(event.item.id)
        elif kind == "conversation.item.input_audio_transcription.completed":
            require(event.item_id in self.items, "transcript before its item")
        elif kind == "response.created":
            require(all(self.responses.values()), "a response is still open")
            self.responses[event.response.id] = None
        elif kind == "response.done":
            require(self.responses.get(event.response.id, "?") is None, "done twice or uncreated")
            require(event.response.usage is not None, "a finished response has usage")
            self.responses[event.response.id] = event.response.status
        elif kind.startswith("response."):
            require(self.responses.get(event.response_id, "?") is None, f"{kind} out of place")

    async def next(self, *kinds):
        while True:
            event = await asyncio.wait_for(self.connection.recv(), PATIENCE_S)
            self.check_order(event)
            self.events.append(event)
            require(event.type != "error", f"server error: {event}")
            if event.type in kinds:
                return event

    def check_spoken(self, response_id):
        sound = array.array("h")
        transcript = ""
        for event in self.events:
            if getattr(event, "response_id", None) != response_id:
                continue
            if event.type == "response.output_audio.delta":
                sound.frombytes(base64.b64decode(event.delta))
            elif event.type == "response.output_audio_transcript.done":
                transcript = event.transcript
        require(len(sound) > RATE / 5, f"answer {response_id} has only {len(sound)} samples")
        rms = math.sqrt(sum((s / 32768) ** 2 for s in sound) / len(sound))
        require(rms > 0.003, f"answer {response_id} is silent (RMS {rms:.5f})")
        require(transcript.strip(), f"answer {response_id} has no transcript")
        return transcript


async def configure(connection, inbox, instructions):
    await connection.session.update(session={
        "type": "realtime",
        "instructions": instructions,
        "output_modalities": ["audio"],
        "audio": {"input": {"transcription": {"model": "whisper-1"},
                            "turn_detection": {"type": "server_vad"}}},
    })
    await inbox.next("session.updated")


async def break_in(inbox, microphone, speech):
    """breakIn() of conversation.mjs."""
    for _ in range(3):
        await inbox.next("response.output_audio.delta")
        microphone.queue.extend(speech)
        told = await inbox.next("input_audio_buffer.speech_started", "response.done")
        if told.type != "response.done":
            return await inbox.next("response.done")
        print(f"a long answer ended ({told.response.status}) before the barge-in was heard")
    raise AssertionError("no answer lasted until the barge-in was heard")


async def converse(connection, speech):
    inbox = Inbox(connection)
    await inbox.next("session.created")
    await configure(connection, inbox, "Answer every question in one short English sentence.")
    microphone = Microphone(connection)
    running = asyncio.create_task(microphone.run())
    try:
        microphone.queue.extend(speech[0])
        first = await inbox.next("response.done")
        require(first.response.status == "completed", f"first answer: {first.response.status_details}")

        await configure(connection, inbox, "Whatever is said, tell a very long story in English: "
                        "at least thirty sentences.")
        microphone.queue.extend(speech[1])
        second = await break_in(inbox, microphone, speech[2])
        require(second.response.status == "cancelled", f"second answer: {second.response.status}")
        require(second.response.status_details.reason == "turn_detected",
                f"second answer: {second.response.status_details}")

        await configure(connection, inbox, "Answer every question in one short English sentence.")
        third = await inbox.next("response.done")
        require(third.response.status == "completed", f"third answer: {third.response.status_details}")
        heard = [inbox.check_spoken(done.response.id) for done in (first, third)]
        return f"{len(inbox.events)} events; heard {heard}"
    finally:
        running.cancel()


async def main():
    speech = [read_speech(path) for path in sys.argv[1:4]]
    client = AsyncOpenAI(api_key="none", base_url=os.environ["VV_HTTP"] + "/v1")
    async with client.realtime.connect(model="gpt-realtime") as connection:
        return await converse(connection, speech)


if __name__ == "__main__":
    name = "PyPI openai, GA"
    try:
        print(f"PASS {name}: {asyncio.run(main())}")
    except Exception:  # noqa: BLE001 - any failure is a failed test
        print(f"FAIL {name}: {traceback.format_exc()}")
        sys.exit(1)
