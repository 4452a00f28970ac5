"""PyPI openai: the HTTP endpoints through the official client, unmodified.

audio.speech.create, audio.transcriptions.create (whole and streamed), chat.completions.create (whole
and streamed), models, realtime.client_secrets, and the client's own error classes."""

import asyncio
import os
import sys
import traceback

import openai
from openai import AsyncOpenAI, OpenAI

HTTP = os.environ["VV_HTTP"] + "/v1"
PATIENCE_S = float(os.environ.get("VV_PATIENCE_MS", "180000")) / 1000
SENTENCE = "The quick brown fox jumps over the lazy dog."


def require(condition, message):
    if not condition:
        raise AssertionError(message)


def check_models(client):
    ids = [model.id for model in client.models.list()]
    require("vivavoce" in ids and "whisper-1" in ids, f"models: {ids}")
    require(client.models.retrieve("whisper-1").id == "whisper-1", "one model")
    try:
        client.models.retrieve("no-such-model")
    except openai.NotFoundError as error:
        require(error.code == "model_not_found", f"code: {error.code}")
    else:
        raise AssertionError("an unknown model was found")


def check_speech(client):
    whole = client.audio.speech.create(model="tts-1", voice="alloy", input=SENTENCE,
                                       response_format="wav").read()
    require(whole.startswith(b"RIFF") and len(whole) > 48000, f"{len(whole)} bytes of wav")
    pieces = []
    with client.audio.speech.with_streaming_response.create(
            model="gpt-4o-mini-tts", voice="af_heart", input=SENTENCE + " " + SENTENCE,
            response_format="mp3", instructions="Speak slowly.") as answer:
        pieces.extend(answer.iter_bytes())
    require(len(pieces) > 1, "the speech came in one piece")
    try:
        client.audio.speech.create(model="tts-1", voice="nobody", input="x")
    except openai.BadRequestError as error:
        require(error.param == "voice", f"param: {error.param}")
    else:
        raise AssertionError("an unknown voice spoke")
    return whole, b"".join(pieces)


def check_transcriptions(client, wav, mp3):
    heard = client.audio.transcriptions.create(model="whisper-1", file=("a.wav", wav)).text
    require("brown fox" in heard.lower(), f"heard: {heard}")
    verbose = client.audio.transcriptions.create(
        model="whisper-1", file=("a.mp3", mp3), response_format="verbose_json",
        timestamp_granularities=["word", "segment"], language="en")
    require(verbose.segments and verbose.words, f"{verbose}")
    require(verbose.words[-1].end <= verbose.duration + 0.5, f"{verbose.words[-1]}")
    subtitles = client.audio.transcriptions.create(model="whisper-1", file=("a.wav", wav),
                                                   response_format="srt")
    require("-->" in subtitles, f"{subtitles}")
    kinds = [event.type for event in client.audio.transcriptions.create(
        model="gpt-4o-mini-transcribe", file=("a.wav", wav), stream=True)]
    require(kinds[-1] == "transcript.text.done" and "transcript.text.delta" in kinds, f"{kinds}")
    return heard


def check_chat(client):
    messages = [{"role": "system", "content": "Answer in one short sentence."},
                {"role": "user", "content": "What is the capital of France?"}]
    whole = client.chat.completions.create(model="vivavoce", messages=messages, temperature=0,
                                           max_tokens=40)
    text = whole.choices[0].message.content
    require(whole.usage.total_tokens > 0, f"{whole.usage}")
    require(whole.choices[0].finish_reason in ("stop", "length"), f"{whole.choices[0]}")
    streamed, usage = "", None
    for chunk in client.chat.completions.create(
            model="vivavoce", messages=messages, temperature=0, max_tokens=40, stream=True,
            stream_options={"include_usage": True}):
        streamed += "".join(choice.delta.content or "" for choice in chunk.choices)
        usage = chunk.usage or usage
    require(text and streamed == text, f"{streamed!r} is not {text!r}")
    require(usage and usage.completion_tokens == whole.usage.completion_tokens, f"{usage}")
    return text


async def check_secret(client):
    secret = client.realtime.client_secrets.create(
        expires_after={"anchor": "created_at", "seconds": 60},
        session={"type": "realtime", "output_modalities": ["text"], "instructions": "Be brief."})
    require(secret.value.startswith("ek_"), f"{secret.value}")
    page = AsyncOpenAI(api_key=secret.value, base_url=HTTP)
    async with page.realtime.connect(model="gpt-realtime") as connection:
        created = await asyncio.wait_for(connection.recv(), PATIENCE_S)
        require(created.type == "session.created", f"{created}")
        require(created.session.instructions == "Be brief.", f"{created.session}")
        require(created.session.output_modalities == ["text"], f"{created.session}")


def main():
    client = OpenAI(api_key="none", base_url=HTTP, timeout=PATIENCE_S)
    check_models(client)
    heard = check_transcriptions(client, *check_speech(client))
    answer = check_chat(client)
    asyncio.run(check_secret(client))
    return f"heard {heard!r}; answered {answer!r}"


if __name__ == "__main__":
    name = "PyPI openai, HTTP"
    try:
        print(f"PASS {name}: {main()}")
    except Exception:  # noqa: BLE001 - any failure is a failed test
        print(f"FAIL {name}: {traceback.format_exc()}")
        sys.exit(1)
