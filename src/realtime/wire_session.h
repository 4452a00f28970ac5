// One connection's side of the protocol, without its socket: what the client sends becomes events
// for the conversation and immediate answers; what the conversation tells becomes JSON texts. It
// owns the session object, the dialect and the updates that wait for the conversation's verdict.
//
// StepFun flavour. Its service has turn detection off unless asked; the published sample never asks
// and still expects spoken answers. So a StepFun client that never mentions turn_detection gets
// server_vad, until it commits by hand: then it is a manual client, turn detection goes off before
// that commit is carried out, and it will not get one answer from us and one of its own asking.
// That switch sends no session.updated (nobody asked); later session objects show it.
// Transcription is always on.
//
// Threads  one caller at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dialogue/client_event.h"
#include "dialogue/server_event.h"
#include "realtime/client_event_parser.h"
#include "realtime/dialect.h"
#include "realtime/event_log.h"
#include "realtime/event_names.h"
#include "realtime/server_event_writer.h"

namespace vivavoce::realtime {

struct WireOptions {
  Vocabulary vocabulary;
  SessionSettings defaults;                 // of a new session; model and ids are filled in
  std::optional<Dialect> dialect;           // forces one (the URL's ?dialect= still wins)
  Dialect fallback = Dialect::kGa;          // when nothing decides
  std::vector<std::string> models;          // patterns of the names that are accepted
  std::vector<std::string> stepfun_models;  // of those, the ones that speak the StepFun flavour
  std::string default_model = "vivavoce";   // for a URL without ?model=
  std::vector<std::string> listed_models;   // shown by /v1/models
  std::vector<std::string> transcription_models;  // patterns, of transcription sessions

  static WireOptions Default();  // with the model names of OpenAI and StepFun
};

// intent=transcription: the session only hears.
bool IsTranscription(const Handshake& handshake);

// Why a model's name will not do: model_not_found; nullopt when it will.
std::optional<dialogue::ErrorEvent> UnknownModel(const WireOptions& options,
                                                 const std::string& model);

// What a client's text asks of the conversation, in order.
using ToConversation = std::variant<dialogue::ClientEvent, AppendInput>;

struct Inbound {
  std::vector<ToConversation> to_conversation;
  std::vector<std::string> replies;  // errors that never reach the conversation
};

// How a connection begins that continues a broken one.
struct Resumption {
  std::vector<std::string> texts;  // session.created, vivavoce.resumed, what the client missed
  int64_t missed_samples = 0;      // of reply sound among them, 24 kHz
};

class WireSession {
 public:
  // `id_stem`: random text that makes this session's ids unique. `bound`: the session object of a
  // client secret, or null; it holds from the start, as if the client had sent it first.
  // `resume_token`: a secret that is told if the client asks for resumption.
  WireSession(const WireOptions& options, const Handshake& handshake, const std::string& id_stem,
              int64_t expires_at, const Json* bound = nullptr, std::string resume_token = {});

  // An error to send instead of session.created, then the connection closes: model_not_found,
  // unsupported intent, a resume token that nobody has.
  const std::optional<dialogue::ErrorEvent>& refusal() const { return refusal_; }
  std::string Created();  // session.created
  Inbound OnClientText(std::string_view text);
  std::vector<std::string> OnServerEvent(const dialogue::ServerEvent& event);
  std::string Error(const dialogue::ErrorEvent& error) { return Keep(writer_.Error(error)); }
  std::string RateLimits(const std::vector<RateLimit>& limits) {
    return Keep(writer_.RateLimits(limits));
  }
  std::string Expiring(int seconds_left);  // vivavoce.session_expiring
  // `after`: the event_id of the last event that reached the client. REQUIRES: settings().resume.
  Resumption Resume(std::string_view after);

  const SessionSettings& settings() const { return settings_; }
  std::optional<Dialect> dialect() const { return lock_.dialect(); }

 private:
  struct PendingUpdate {
    uint64_t serial = 0;
    SessionSettings settings;
    bool silent = false;
  };

  void Preset(const Json& patch);
  std::string SessionText(const EventName& name, const EventName& transcription);
  std::vector<std::string> Keep(std::vector<std::string> texts, int64_t samples = 0);
  std::string Keep(std::string text);
  void OnPatch(SessionPatch patch, Inbound& inbound);
  void OnCommit(dialogue::CommitInput commit, Inbound& inbound);
  void Propose(SessionSettings settings, std::string event_id, bool silent, Inbound& inbound);
  // What will hold when every update under way is accepted.
  const SessionSettings& Latest() const {
    return pending_.empty() ? settings_ : pending_.back().settings;
  }
  std::vector<std::string> OnUpdated(uint64_t serial);
  std::vector<std::string> OnError(const dialogue::ErrorEvent& error);
  void ApplyFlavour(SessionSettings& settings) const;

  WireOptions options_;
  DialectLock lock_;
  SessionSettings settings_;
  std::deque<PendingUpdate> pending_;
  uint64_t next_serial_ = 1;
  ServerEventWriter writer_;
  EventLog log_;  // kept while settings_.resume
  std::optional<dialogue::ErrorEvent> refusal_;
};

}  // namespace vivavoce::realtime
