// A conversation that also counts: turns, replies, errors and the latencies of answers, for
// /metrics. Threads: as Conversation.
#pragma once

#include <memory>

#include "dialogue/conversation.h"
#include "persona/reply_style.h"
#include "runtime/metrics.h"

namespace vivavoce::app {

class ConversationMetrics {
 public:
  explicit ConversationMetrics(runtime::MetricsRegistry& registry);  // must outlive this
  void OnServerEvent(const dialogue::ServerEvent& event);
  void OnTurnLatency(const dialogue::TurnLatency& latency);
  void OnGuard(const dialogue::GuardNote& note);
  void OnStyle(const persona::Persona& persona, const persona::ReplyStyle& style);
  void OnPerception(const hearing::Perception& heard);

 private:
  runtime::MetricFamily<runtime::Counter>& turns_;
  runtime::MetricFamily<runtime::Counter>& responses_;
  runtime::MetricFamily<runtime::Counter>& errors_;
  runtime::MetricFamily<runtime::Counter>& reply_seconds_;
  runtime::MetricFamily<runtime::Counter>& guard_;
  runtime::MetricFamily<runtime::Counter>& persona_replies_;
  runtime::MetricFamily<runtime::Counter>& strays_;
  runtime::MetricFamily<runtime::Counter>& catchphrases_;
  runtime::MetricFamily<runtime::Counter>& vocal_events_;
  runtime::MetricFamily<runtime::Histogram>& latency_;
};

// `make` makes the conversation for the listener it is given.
using MakeConversation =
    std::function<Result<std::unique_ptr<dialogue::Conversation>>(dialogue::ConversationListener&)>;

Result<std::unique_ptr<dialogue::Conversation>> MeteredConversation(
    ConversationMetrics& metrics, dialogue::ConversationListener& listener,
    const MakeConversation& make);

}  // namespace vivavoce::app
