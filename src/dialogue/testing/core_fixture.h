// A core that is fed by hand: frames of 20 ms, words and scores when a test says so. Threads: one.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "dialogue/conversation_core.h"

namespace vivavoce::dialogue {

inline SessionConfig Semantic() {
  SessionConfig session;
  session.turn_detection.type = TurnDetection::Type::kSemanticVad;
  session.transcription_events = true;
  return session;
}

inline CoreOptions Options(const SessionConfig& session) {
  CoreOptions options{.session = session};
  options.constants.asr_limit_ms = 1500;  // the tests below count from it
  return options;
}

class CoreInputTest : public testing::Test {
 protected:
  void Start(const SessionConfig& session) { core_ = ConversationCore(Options(session)); }

  void Step(const CoreEvent& event) {
    for (CoreAction& action : core_.Step(m_, event)) {
      if (const auto* hear = std::get_if<StartRecognition>(&action)) last_hearing_ = *hear;
      if (const auto* start = std::get_if<StartReply>(&action)) last_reply_ = *start;
      actions_.push_back(std::move(action));
    }
  }
  // Frames of 20 ms in step with the clock.
  void Feed(int ms, bool voiced) {
    for (int i = 0; i < ms; i += 20) {
      m_ += 20;
      Frame(voiced);
      Timers();
    }
  }
  void Frame(bool voiced) {
    Step(AudioFrame{.a_begin_ms = a_, .a_end_ms = a_ + 20, .voiced = voiced, .faint = faint_, .power = power_});
    a_ += 20;
  }
  void Timers() {
    if (const auto due = core_.NextDeadline(); due && *due <= m_) Step(TimePassed{});
  }
  void Wait(int ms) {
    for (int i = 0; i < ms; ++i) {
      ++m_;
      Timers();
    }
  }
  void Words(std::optional<std::string> text) {
    Step(TranscriptReady{.job = last_hearing_.job, .text = std::move(text)});
  }
  template <typename E>
  std::vector<E> Told() const {
    std::vector<E> found;
    for (const CoreAction& action : actions_) {
      const auto* emit = std::get_if<Emit>(&action);
      if (const auto* event = emit ? std::get_if<E>(&emit->event) : nullptr)
        found.push_back(*event);
    }
    return found;
  }
  template <typename A>
  std::vector<A> Ordered() const {
    std::vector<A> found;
    for (const CoreAction& action : actions_) {
      if (const auto* a = std::get_if<A>(&action)) found.push_back(*a);
    }
    return found;
  }
  std::string State() const { return core_.StateName(); }

  int64_t m_ = 0;
  int64_t a_ = 0;
  float power_ = 0.0025f;
  bool faint_ = false;
  ConversationCore core_{Options(Semantic())};
  std::vector<CoreAction> actions_;
  StartRecognition last_hearing_;
  StartReply last_reply_;
};

}  // namespace vivavoce::dialogue
