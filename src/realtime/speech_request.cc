#include "realtime/speech_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "realtime/common_fields.h"
#include "realtime/http_models.h"

namespace vivavoce::realtime {
namespace {

bool IsStepFunModel(std::string_view model) { return MatchesPattern("step*", model); }

float ReadVolume(FieldReader& fields) {
  float volume = 1;
  fields.Number("volume", volume, 0.1, 2);  // StepFun's range; a factor of the amplitude
  return 20 * std::log10(volume);
}

void ReadFormat(FieldReader& fields, SpeechRequest& request) {
  using audio::SoundFormat;
  if (const auto format = fields.Choice("response_format", {"mp3", "opus", "flac", "wav", "pcm"})) {
    static constexpr SoundFormat kFormats[] = {SoundFormat::kMp3, SoundFormat::kOpus,
                                               SoundFormat::kFlac, SoundFormat::kWav,
                                               SoundFormat::kPcm};
    request.format = kFormats[*format];
  }
  fields.Integer("sample_rate", request.sample_rate_hz, 8000, 48000);
  if (const auto stream = fields.Choice("stream_format", {"audio", "sse"})) {
    request.as_events = *stream == 1;
  }
}

void ReadPlan(FieldReader& fields, SpeechRequest& request) {
  auto vendor = fields.Object("vivavoce");
  if (!vendor) return;
  vendor->Bool("plan", request.plan);
  if (request.plan && !request.as_events) {
    vendor->Fail("plan", "'vivavoce.plan' needs 'stream_format' to be 'sse'.");
  }
}

void RefuseUnsupportedSpeech(FieldReader& fields) {
  bool return_url = false;
  fields.Bool("return_url", return_url);
  if (return_url) {
    fields.Fail("return_url", "'return_url' is not available: the sound is in the answer.",
                "unsupported_parameter");
  }
  for (const char* key : {"pronunciation_map", "voice_label"}) {
    const Json* value = fields.Find(key);
    if (value == nullptr || value->is_null() || value->empty()) continue;
    fields.Fail(key, fmt::format("'{}' is not available on this server.", key),
                "unsupported_parameter");
  }
}

}  // namespace

std::expected<SpeechRequest, ApiError> ParseSpeechRequest(const Json& body,
                                                          const HttpServices& services) {
  Offence offence;
  FieldReader fields(body, "", offence);
  SpeechRequest request;
  std::string model, input, instructions, instruction;
  if (!fields.Has("model")) fields.Missing("model");
  fields.String("model", model, 256);
  if (!fields.Has("input")) fields.Missing("input");
  fields.String("input", input, kMostSpeechBytes);
  if (fields.Has("input") && fields.Find("input")->is_string() &&
      input.find_first_not_of(" \t\r\n") == std::string::npos) {
    fields.Fail("input", "'input' is empty.");
  }
  std::optional<std::string> named, voice;
  ReadVoice(fields, "voice", services.wire.vocabulary, named, voice);
  if (voice) request.voice = *voice;
  // A persona stands for its own voices.
  if (voice && voice->empty() && named && services.wire.vocabulary.HasPersona(*named)) {
    request.voice = *named;
  }
  fields.Number("speed", request.speed, 0.25, 4);
  ReadFormat(fields, request);
  ReadPlan(fields, request);
  fields.String("instructions", instructions, 4096);
  fields.String("instruction", instruction, 4096);
  request.gain_db = ReadVolume(fields);
  RefuseUnsupportedSpeech(fields);
  if (offence) return std::unexpected(FieldError(*offence.error()));
  if (auto unknown = CheckModel(services, model, ModelUse::kSpeech)) {
    return std::unexpected(std::move(*unknown));
  }
  if (auto possible = audio::SoundEncoder::Create(request.format, request.sample_rate_hz);
      !possible) {
    return std::unexpected(ServiceError(possible.error()));
  }
  request.instruction = instructions;
  if (!instruction.empty()) request.instruction += (instructions.empty() ? "" : "; ") + instruction;
  request.brackets_are_directions = IsStepFunModel(model) || fields.Has("instruction");
  request.text = std::move(input);
  return request;
}

}  // namespace vivavoce::realtime
