#include "realtime/speech_endpoint.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "audio/resampler.h"
#include "base/base64.h"
#include "realtime/speech_request.h"
#include "realtime/sse_writer.h"

namespace vivavoce::realtime {
namespace {

// As the conversations count it (dialogue/cascade_reply.cc).
constexpr double kTokensASecond = 20;

// Sound at the service's rate -> level, rate, format, and out to the client.
class SoundStream {
 public:
  SoundStream(const SpeechRequest& request, ResponseWriter& response, audio::Resampler resampler,
              std::unique_ptr<audio::SoundEncoder> encoder)
      : request_(request),
        response_(response),
        events_(response),
        resampler_(std::move(resampler)),
        encoder_(std::move(encoder)) {}

  bool Add(std::span<const float> samples, float gain_db) {
    const float gain = std::pow(10.0f, gain_db / 20);
    std::vector<float> louder(samples.begin(), samples.end());
    for (float& sample : louder) sample = std::clamp(sample * gain, -1.0f, 1.0f);
    samples_ += samples.size();
    return Encode(resampler_.Process(louder));
  }

  bool Finish() {
    if (!Encode(resampler_.Flush())) return false;
    auto rest = encoder_->Finish();
    return rest ? Send(*rest) : Fail(rest.error());
  }

  double seconds() const { return static_cast<double>(samples_) / kServiceSpeechHz; }
  const std::optional<Error>& error() const { return error_; }

 private:
  bool Encode(std::span<const float> samples) {
    auto bytes = encoder_->Encode(samples);
    return bytes ? Send(*bytes) : Fail(bytes.error());
  }
  bool Fail(const Error& error) {
    error_ = error;
    return false;
  }
  bool Send(const std::string& bytes) {
    if (bytes.empty()) return true;
    if (!request_.as_events) {
      if (!response_.begun()) {
        response_.Begin({200, std::string(audio::MimeType(request_.format)), ""});
      }
      return response_.Write(bytes);
    }
    const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
    return events_.Send(
        {{"type", "speech.audio.delta"}, {"audio", EncodeBase64({data, bytes.size()})}});
  }

  const SpeechRequest& request_;
  ResponseWriter& response_;
  SseWriter events_;
  audio::Resampler resampler_;
  std::unique_ptr<audio::SoundEncoder> encoder_;
  size_t samples_ = 0;
  std::optional<Error> error_;
};

// Once the answer has begun its status cannot be changed: an event tells, or the connection breaks.
void TellFailure(const ApiError& error, bool as_events, ResponseWriter& response) {
  if (!response.begun()) return response.Reply(ToReply(error));
  if (as_events) SseWriter(response).Fail(error);
}

Status SpeakAll(const SpeechRequest& request, SpeechService& speech, ResponseWriter& response,
                SoundStream& out) {
  const SpeechJob job{.text = request.text,
                      .voice = request.voice,
                      .speed = request.speed,
                      .instruction = request.instruction,
                      .brackets_are_directions = request.brackets_are_directions,
                      .plan = request.plan};
  return speech.Speak(job, response.cancel(), [&](const ServiceClause& clause) {
    if (clause.plan && !SseWriter(response).Send(PlanEvent(*clause.plan))) return false;
    return out.Add(clause.samples, request.gain_db);
  });
}

}  // namespace

void AnswerSpeech(const HttpServices& services, const HttpRequest& http, ResponseWriter& response) {
  const auto body = ParseJsonBody(http);
  if (!body) return response.Reply(ToReply(body.error()));
  const auto request = ParseSpeechRequest(*body, services);
  if (!request) return response.Reply(ToReply(request.error()));
  auto encoder = audio::SoundEncoder::Create(request->format, request->sample_rate_hz);
  auto resampler = audio::Resampler::Create(kServiceSpeechHz, request->sample_rate_hz);
  if (!encoder || !resampler) {
    return response.Reply(ToReply(ServiceError(!encoder ? encoder.error() : resampler.error())));
  }
  SoundStream out(*request, response, std::move(*resampler), std::move(*encoder));
  const Status spoken = SpeakAll(*request, *services.speech, response, out);
  services.limiter.Spend(http.key_id, Budget::kAudioSeconds, out.seconds());
  if (out.error()) return TellFailure(ServiceError(*out.error()), request->as_events, response);
  if (!spoken) return TellFailure(ServiceError(spoken.error()), request->as_events, response);
  if (out.seconds() == 0) {
    return response.Reply(
        ToReply({400, "invalid_value", "There is nothing to say in this text.", "input"}));
  }
  if (!out.Finish()) {
    if (out.error()) TellFailure(ServiceError(*out.error()), request->as_events, response);
    return;
  }
  if (request->as_events) {
    const auto tokens = static_cast<int>(std::lround(out.seconds() * kTokensASecond));
    SseWriter(response).Send(
        {{"type", "speech.audio.done"},
         {"usage", {{"input_tokens", 0}, {"output_tokens", tokens}, {"total_tokens", tokens}}}});
  }
  response.End();
}

}  // namespace vivavoce::realtime
