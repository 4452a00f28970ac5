// What the program lends to the server: conversations, and a place for its measures.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "dialogue/conversation.h"
#include "realtime/api_keys.h"
#include "realtime/chat_service.h"
#include "realtime/persona_service.h"
#include "realtime/report_service.h"
#include "realtime/speech_service.h"
#include "realtime/transcription_service.h"

namespace vivavoce::realtime {

// Called on the server's worker thread, where conversations are destroyed as well; may take a
// while.
using ConversationFactory = std::function<Result<std::unique_ptr<dialogue::Conversation>>(
    dialogue::ConversationOptions, dialogue::ConversationListener&)>;

// Called on the server's network thread; must be quick. Names are Prometheus names without prefix:
//   counters    realtime_sessions_total, realtime_client_events_total, realtime_errors_total,
//               realtime_server_events_total, realtime_received_bytes_total,
//               realtime_sent_bytes_total, realtime_slow_readers_total, realtime_refused_total,
//               realtime_connections_lost_total, realtime_resumptions_total,
//               http_requests_total, http_refused_total
//   gauges      realtime_sessions
//   histograms  realtime_session_seconds
class MetricsSink {
 public:
  virtual ~MetricsSink() = default;
  virtual void Count(std::string_view name, double by) = 0;
  virtual void Set(std::string_view name, double value) = 0;
  virtual void Observe(std::string_view name, double value) = 0;
};

struct ServerHooks {
  ConversationFactory create_conversation;
  std::function<std::string()> metrics_text;  // body of /metrics; may be empty
  MetricsSink* metrics = nullptr;             // outlives the server
  // Behind the HTTP endpoints; they outlive the server. Null: the endpoint answers 503.
  SpeechService* speech = nullptr;
  TranscriptionService* transcription = nullptr;
  ChatService* chat = nullptr;
  PersonaService* personas = nullptr;
  ReportService* reports = nullptr;
  // The keys that hold now, asked for every two seconds on the server's worker thread; nullopt:
  // unchanged. May be empty, then the keys of the start stay.
  std::function<std::optional<std::vector<ApiKey>>()> changed_keys;

  void Count(std::string_view name, double by = 1) const {
    if (metrics != nullptr) metrics->Count(name, by);
  }
};

}  // namespace vivavoce::realtime
