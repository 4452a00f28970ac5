// What a session costs its key, and what happens when the key has no more: sound is not listened to
// and responses are refused until a part of the minute's budget is back.
#include <fmt/format.h>

#include "realtime/http_api.h"
#include "realtime/session.h"
#include "realtime/speech_service.h"

namespace vivavoce::realtime {
namespace {

const std::string* EventId(const dialogue::ClientEvent* event) {
  const auto* create = event != nullptr ? std::get_if<dialogue::CreateResponse>(event) : nullptr;
  return create != nullptr ? &create->event_id : nullptr;
}

}  // namespace

bool Session::IsExhausted(const dialogue::ClientEvent* event) {
  const auto exhausted = context_.http.Exhausted(key_id_);
  // Sound comes many times a second; one error for all of it is enough.
  const bool told = std::exchange(told_exhausted_, exhausted.has_value());
  if (!exhausted) return false;
  const std::string* event_id = EventId(event);
  if (told && event_id == nullptr) return true;
  const auto [budget, seconds] = *exhausted;
  dialogue::ErrorEvent error = RequestError(
      "rate_limit_exceeded",
      fmt::format("This key has used its {} of the last minute; try again in {} s. Until then {}.",
                  BudgetName(budget), seconds,
                  event_id != nullptr ? "nothing is answered" : "sound is not listened to"));
  error.type = "rate_limit_error";
  if (event_id != nullptr) error.event_id = *event_id;
  context_.hooks.Count("realtime_errors_total");
  Send(wire_.Error(error));
  return true;
}

void Session::Charge(const dialogue::ServerEvent& event) {
  if (key_id_.empty()) return;
  if (const auto* sound = std::get_if<dialogue::AudioDelta>(&event)) {
    context_.http.Spend(
        key_id_, Budget::kAudioSeconds,
        static_cast<double>(sound->to_sample - sound->from_sample) / kServiceSpeechHz);
    return;
  }
  const auto* done = std::get_if<dialogue::ResponseDone>(&event);
  if (done == nullptr) return;
  if (const auto& usage = done->response.usage) {
    context_.http.Spend(
        key_id_, Budget::kTokens,
        usage->input_text + usage->input_audio + usage->output_text + usage->output_audio);
  }
  // The protocol knows no other names than "requests", which are not counted here, and "tokens".
  std::vector<RateLimit> limits = context_.http.Limits(key_id_);
  std::erase_if(limits, [](const RateLimit& limit) { return limit.name != "tokens"; });
  if (!limits.empty()) Send(wire_.RateLimits(limits));
}

}  // namespace vivavoce::realtime
