"""PyPI openai: a transcription session, real recognition; nothing is answered. GA, then beta's form."""

import asyncio
import os
import re
import sys
import traceback

from openai import AsyncOpenAI

from openai_python import Microphone, PATIENCE_S, read_speech, require

PREFIX = "conversation.item.input_audio_transcription."


async def transcribe(open_session, update, created, updated, speech):
    """Speaks once; returns the events to the end of the transcript."""
    events = []
    async with open_session as connection:
        async def until(kind):
            while True:
                event = await asyncio.wait_for(connection.recv(), PATIENCE_S)
                events.append(event)
                require(event.type != "error", f"{event}")
                if event.type == kind:
                    return event
        await until(created)
        await connection.send(update)
        await until(updated)
        microphone = Microphone(connection)
        task = asyncio.create_task(microphone.run())
        try:
            microphone.queue.extend(speech)
            completed = await until(PREFIX + "completed")
            # Long enough for an answer to begin, if there were one.
            microphone.queue.extend([0] * 24000)
            await asyncio.sleep(2)
        finally:
            task.cancel()
    kinds = [event.type for event in events]
    require(not any(kind.startswith("response.") for kind in kinds), f"answered: {kinds}")
    require("input_audio_buffer.committed" in kinds, f"not committed: {kinds}")
    deltas = [event.delta for event in events if event.type == PREFIX + "delta"]
    require(deltas, "no deltas")
    require(re.search("capital.*France", completed.transcript), f"heard '{completed.transcript}'")
    started = next(e for e in events if e.type == "input_audio_buffer.speech_started")
    require(completed.item_id == started.item_id, "the transcript of another item")
    return f"{len(deltas)} deltas, '{completed.transcript}'"


async def main(speech):
    # Without a WebSocket address the beta class insists on TLS.
    client = AsyncOpenAI(api_key="none", base_url=os.environ["VV_HTTP"] + "/v1",
                         websocket_base_url=os.environ["VV_WS"] + "/v1")
    ga = await transcribe(
        client.realtime.connect(model="gpt-4o-transcribe", extra_query={"intent": "transcription"}),
        {"type": "session.update", "session": {"type": "transcription", "audio": {"input": {
            "transcription": {"model": "gpt-4o-transcribe", "language": "en"}}}}},
        "session.created", "session.updated", speech)
    beta = await transcribe(
        client.beta.realtime.connect(model="gpt-4o-transcribe",
                                     extra_query={"intent": "transcription"}),
        {"type": "transcription_session.update", "session": {
            "input_audio_transcription": {"model": "whisper-1", "language": "en"}}},
        "transcription_session.created", "transcription_session.updated", speech)
    return f"GA: {ga}; beta: {beta}"


if __name__ == "__main__":
    try:
        print("PASS openai_python_transcription:", asyncio.run(main(read_speech(sys.argv[1]))))
    except Exception:  # noqa: BLE001
        print("FAIL openai_python_transcription:", traceback.format_exc())
        sys.exit(1)
