#include "app/metered_conversation.h"

#include <string_view>
#include <utility>

#include "speaking/synthesizer.h"

namespace vivavoce::app {
namespace {

std::string_view StatusName(dialogue::ResponseStatus status) {
  switch (status) {
    case dialogue::ResponseStatus::kInProgress:
      return "in_progress";
    case dialogue::ResponseStatus::kCompleted:
      return "completed";
    case dialogue::ResponseStatus::kCancelled:
      return "cancelled";
    case dialogue::ResponseStatus::kFailed:
      return "failed";
    case dialogue::ResponseStatus::kIncomplete:
      return "incomplete";
  }
  return "unknown";
}

class Metered final : public dialogue::Conversation, public dialogue::ConversationListener {
 public:
  Metered(ConversationMetrics& metrics, dialogue::ConversationListener& listener)
      : metrics_(metrics), listener_(listener) {}
  void Own(std::unique_ptr<dialogue::Conversation> inner) { inner_ = std::move(inner); }

  void Handle(dialogue::ClientEvent event) override { inner_->Handle(std::move(event)); }
  void AppendAudio(std::vector<float> samples, int sample_rate_hz) override {
    inner_->AppendAudio(std::move(samples), sample_rate_hz);
  }
  double QueuedInputSeconds() const override { return inner_->QueuedInputSeconds(); }

  void OnServerEvent(const dialogue::ServerEvent& event) override {
    metrics_.OnServerEvent(event);
    listener_.OnServerEvent(event);
  }
  void OnTurnLatency(const dialogue::TurnLatency& latency) override {
    metrics_.OnTurnLatency(latency);
    listener_.OnTurnLatency(latency);
  }
  void OnPerception(const hearing::Perception& heard) override {
    metrics_.OnPerception(heard);
    listener_.OnPerception(heard);
  }

 private:
  ConversationMetrics& metrics_;
  dialogue::ConversationListener& listener_;
  std::unique_ptr<dialogue::Conversation> inner_;  // destroyed first: it calls the listener
};

}  // namespace

ConversationMetrics::ConversationMetrics(runtime::MetricsRegistry& registry)
    : turns_(registry.NewCounter("vivavoce_user_turns_total", "Spoken user turns committed.")),
      responses_(registry.NewCounter("vivavoce_responses_total", "Responses by how they ended.",
                                     {"status"})),
      errors_(
          registry.NewCounter("vivavoce_error_events_total", "Errors told to clients.", {"code"})),
      reply_seconds_(
          registry.NewCounter("vivavoce_reply_seconds_total", "Seconds of reply audio sent.")),
      guard_(registry.NewCounter("vivavoce_guard_actions_total",
                                 "What the guard saw and did to keep personas in character.",
                                 {"kind", "action"})),
      persona_replies_(registry.NewCounter("vivavoce_persona_replies_total",
                                           "Whole replies of personas; what the next two count in.")),
      strays_(registry.NewCounter("vivavoce_persona_strays_total",
                                  "Replies that strayed from the style of the persona's record.",
                                  {"kind"})),
      catchphrases_(registry.NewCounter(
          "vivavoce_persona_catchphrases_total",
          "Catchphrases in replies: said, and as many as the records set.", {"count"})),
      vocal_events_(registry.NewCounter("vivavoce_vocal_events_total",
                                        "Laughs, sighs and the like heard in user turns.",
                                        {"event"})),
      latency_(registry.NewHistogram(
          "vivavoce_turn_latency_seconds",
          "From the end of the user's speech to each stage of the answer.", {"stage"})) {}

void ConversationMetrics::OnServerEvent(const dialogue::ServerEvent& event) {
  if (std::holds_alternative<dialogue::InputCommitted>(event)) {
    turns_.With({}).Increment();
  } else if (const auto* done = std::get_if<dialogue::ResponseDone>(&event)) {
    responses_.With({StatusName(done->response.status)}).Increment();
  } else if (const auto* error = std::get_if<dialogue::ErrorEvent>(&event)) {
    errors_.With({error->code}).Increment();
  } else if (const auto* audio = std::get_if<dialogue::AudioDelta>(&event)) {
    reply_seconds_.With({}).Increment(static_cast<double>(audio->samples.size()) /
                                      speaking::kSpeechSampleRateHz);
  }
}

void ConversationMetrics::OnTurnLatency(const dialogue::TurnLatency& latency) {
  for (const auto& [stage, ms] : latency.stages_ms) {
    latency_.With({stage}).Observe(static_cast<double>(ms) / 1000);
  }
}

void ConversationMetrics::OnGuard(const dialogue::GuardNote& note) {
  guard_.With({note.kind, note.action}).Increment();
}

void ConversationMetrics::OnStyle(const persona::Persona& persona,
                                  const persona::ReplyStyle& style) {
  persona_replies_.With({}).Increment();
  for (const persona::Stray stray : style.strays) {
    strays_.With({std::string(persona::kStrayNames[static_cast<size_t>(stray)])}).Increment();
  }
  for (const persona::Catchphrase& phrase : persona.habits.catchphrases) {
    catchphrases_.With({"set"}).Increment(phrase.frequency);
  }
  catchphrases_.With({"said"}).Increment(static_cast<double>(style.catchphrases.size()));
}

void ConversationMetrics::OnPerception(const hearing::Perception& heard) {
  for (const hearing::VocalEvent& event : heard.events) {
    vocal_events_.With({hearing::VocalEventName(event.kind)}).Increment();
  }
}

Result<std::unique_ptr<dialogue::Conversation>> MeteredConversation(
    ConversationMetrics& metrics, dialogue::ConversationListener& listener,
    const MakeConversation& make) {
  auto metered = std::make_unique<Metered>(metrics, listener);
  auto inner = make(*metered);
  if (!inner) return Fail(inner.error());
  metered->Own(std::move(*inner));
  return metered;
}

}  // namespace vivavoce::app
