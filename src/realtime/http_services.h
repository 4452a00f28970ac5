// What the HTTP endpoints answer with.
#pragma once

#include "realtime/chat_service.h"
#include "realtime/client_secrets.h"
#include "realtime/persona_service.h"
#include "realtime/rate_limiter.h"
#include "realtime/report_service.h"
#include "realtime/speech_service.h"
#include "realtime/transcription_service.h"
#include "realtime/wire_session.h"

namespace vivavoce::realtime {

// All outlive the endpoints. A service that is null has its endpoint answer 503.
struct HttpServices {
  const WireOptions& wire;
  SpeechService* speech = nullptr;
  TranscriptionService* transcription = nullptr;
  ChatService* chat = nullptr;
  RateLimiter& limiter;
  ClientSecrets& secrets;
  int max_session_seconds = 0;  // of realtime sessions; 0: no limit
  PersonaService* personas = nullptr;
  ReportService* reports = nullptr;
};

}  // namespace vivavoce::realtime
