// Sessions in virtual time: real conversations with a scripted engine, and transports that are
// lists of events. For tests of one thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "base/base64.h"
#include "dialogue/testing/scripted_speech_engine.h"
#include "realtime/http_api.h"
#include "realtime/session.h"
#include "runtime/virtual_executor.h"

namespace vivavoce::realtime {

class ListedTransport : public Transport {
 public:
  void StartReading() override { reading = true; }
  void Send(std::string text) override { events.push_back(Json::parse(text)); }
  void Close(CloseCode code, std::string) override { closed = static_cast<int>(code); }
  void Drop() override { dropped = true; }

  std::vector<Json> events;
  bool reading = false;
  bool dropped = false;
  int closed = 0;
};

class VirtualSessionTest : public ::testing::Test {
 protected:
  VirtualSessionTest() {
    hooks_.create_conversation = [this](dialogue::ConversationOptions options,
                                        dialogue::ConversationListener& listener) {
      return dialogue::Conversation::Create(std::move(options), engine_, clock_, executor_,
                                            listener);
    };
  }

  std::shared_ptr<Session> Open(const std::shared_ptr<ListedTransport>& wire,
                                std::string key_id = "",
                                std::map<std::string, std::string> query = {{"dialect", "ga"}}) {
    AcceptWebSocket admitted;
    admitted.key_id = std::move(key_id);
    auto session = std::make_shared<Session>(
        context_, Handshake{"/v1/realtime", std::move(query), {}, {}}, "peer", wire, admitted);
    session->Open();
    Run(0);
    return session;
  }
  void Run(int64_t ms) { executor_.RunUntil(clock_.NowMs() + ms); }
  static void Say(Session& session, const Json& event) { session.OnText(event.dump()); }
  void Update(Session& session, const Json& fields) {
    Say(session, {{"type", "session.update"}, {"session", fields}});
    Run(0);
  }
  std::string AskForToken(Session& session, const ListedTransport& wire) {
    Update(session, {{"vivavoce", {{"resume", true}}}});
    return wire.events.back()["session"]["vivavoce"]["resume"]["token"];
  }

  // `ms` of a tone, which the scripted engine takes for a voice, or of silence; in real time.
  void Hear(Session& session, int ms, bool voice) {
    for (int sent = 0; sent < ms; sent += 20) {
      std::string pcm;
      for (int i = 0; i < 480; ++i) {
        const double wave = std::sin(2 * std::numbers::pi * 200 * i / 24000);
        const auto sample = static_cast<int16_t>(voice ? 6000 * wave : 0);
        pcm += static_cast<char>(sample & 255);
        pcm += static_cast<char>(sample >> 8);
      }
      Say(session,
          {{"type", "input_audio_buffer.append"},
           {"audio", EncodeBase64({reinterpret_cast<const uint8_t*>(pcm.data()), pcm.size()})}});
      Run(20);
    }
  }
  static std::vector<std::string> Types(const std::vector<Json>& events) {
    std::vector<std::string> types;
    for (const Json& event : events) types.push_back(event["type"]);
    return types;
  }
  static std::string Sound(const std::vector<Json>& events) {
    std::string sound;
    for (const Json& event : events) {
      if (event["type"] != "response.output_audio.delta") continue;
      const auto bytes = DecodeBase64(event["delta"].get<std::string>());
      sound.append(bytes->begin(), bytes->end());
    }
    return sound;
  }
  static std::string Words(const std::vector<Json>& events) {
    std::string words;
    for (const Json& event : events) {
      if (event["type"] == "response.output_audio_transcript.delta") words += event["delta"];
    }
    return words;
  }
  static bool Has(const std::vector<Json>& events, std::string_view type) {
    return std::ranges::any_of(events, [&](const Json& event) { return event["type"] == type; });
  }

  std::string reply_ = "One two three four. Five six seven eight. Nine ten eleven twelve.";
  std::vector<dialogue::FunctionCall> calls_;  // of the next replies
  bool recognition_fails_ = false;
  float turn_score_ = 0.9f;
  dialogue::SpeechScript script_{.recognition_fails = [this] { return recognition_fails_; },
                                 .reply = [this](const dialogue::ReplyRequest&) { return reply_; },
                                 .calls = [this](const dialogue::ReplyRequest&) { return calls_; },
                                 .turn_score = [this] { return turn_score_; },
                                 .backchannel = "Mm-hm.",
                                 .acting = {"at night", {"whispers", "laughs"}}};
  runtime::VirtualClock clock_;
  runtime::VirtualExecutor executor_{clock_};
  dialogue::ScriptedSpeechEngine engine_{script_, clock_, executor_};
  ServerConfig config_;
  WireOptions options_ = WireOptions::Default();
  ServerHooks hooks_;
  HttpApi http_{config_,
                options_,
                hooks_,
                {.session_count = [] { return size_t{0}; },
                 .clock = &clock_,
                 .unix_time = [] { return int64_t{0}; }}};
  SessionContext context_{config_,
                          options_,
                          hooks_,
                          [this](auto task) { executor_.Post(std::move(task)); },
                          [this](std::chrono::milliseconds delay, auto task) {
                            executor_.PostAt(clock_.NowMs() + delay.count(), std::move(task));
                          },
                          executor_,
                          http_};
};

}  // namespace vivavoce::realtime
