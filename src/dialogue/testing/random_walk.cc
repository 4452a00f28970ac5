#include "dialogue/testing/random_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vivavoce::dialogue {
namespace {

constexpr int64_t kWalkFrameMs = 32;
constexpr int64_t kNeverMs = 1'000'000'000;
constexpr JobId kNobodysJob = 1'000'000;

constexpr const char* kTexts[] = {"",
                                  "mm-hmm",
                                  "stop",
                                  "What time is it?",
                                  "现在几点了？",
                                  "嗯嗯",
                                  "Which book",
                                  "let me think",
                                  "and the",
                                  "tomorrow",
                                  "I want a flight to Osaka",
                                  "那你昨天说的那个呢",
                                  "what"};

}  // namespace

CoreOptions RandomWalk::OptionsOf(uint64_t seed) {
  CoreOptions options{.id_seed = seed, .reads_turns = seed % 2 == 0};
  SessionConfig& session = options.session;
  TurnDetection& detection = session.turn_detection;
  detection.type = seed % 5 == 0   ? TurnDetection::Type::kNone
                   : seed % 5 == 1 ? TurnDetection::Type::kServerVad
                                   : TurnDetection::Type::kSemanticVad;
  detection.create_response = seed % 7 != 0;
  detection.interrupt_response = seed % 6 != 0;
  if (seed % 3 == 0) detection.idle_timeout_ms = 5000;
  session.interruption =
      seed % 4 == 0 ? InterruptionPolicy::kImmediate : InterruptionPolicy::kAdaptive;
  session.modality = seed % 8 == 0 ? Modality::kText : Modality::kAudio;
  session.transcription_events = seed % 2 == 0;
  session.backchannels = true;
  return options;
}

RandomWalk::RandomWalk(uint64_t seed) : random_(seed), core_(OptionsOf(seed)) {}

void RandomWalk::Step(const CoreEvent& event) {
  inputs_.emplace_back(m_, event);
  const std::string before = core_.StateName();
  const std::vector<CoreAction> actions = core_.Step(m_, event);
  checker_.Saw(m_, event, actions, before, core_);
  for (const CoreAction& action : actions) {
    actions_.push_back(Describe(action));
    Obey(action);
  }
}

void RandomWalk::Obey(const CoreAction& action) {
  const int64_t slow = Pick(20) == 0 ? kNeverMs : 20 + Pick(Pick(10) == 0 ? 3000 : 300);
  if (const auto* a = std::get_if<StartRecognition>(&action)) {
    jobs_.push_back({.id = a->job, .kind = 0, .due = m_ + slow});
  } else if (const auto* a = std::get_if<StartTurnScore>(&action)) {
    jobs_.push_back({.id = a->job, .kind = 1, .due = m_ + slow});
  } else if (const auto* a = std::get_if<StartReply>(&action)) {
    jobs_.push_back(
        {.id = a->job, .kind = 2, .clauses = Pick(5), .due = m_ + slow, .hold = a->hold});
  } else if (const auto* a = std::get_if<ReleaseReply>(&action)) {
    for (Job& job : jobs_) {
      if (job.id == a->job) job.hold = false;
    }
  } else if (const auto* a = std::get_if<SpeakOpener>(&action)) {
    for (Job& job : jobs_) {
      if (job.id != a->job || job.begun || Pick(3) == 0) continue;
      job.opener = true;
      job.due = m_ + Pick(50);
    }
  } else if (const auto* a = std::get_if<AbortJob>(&action)) {
    for (Job& job : jobs_) {  // an abort takes its time, too
      if (job.id == a->job) job.due = m_ + Pick(100);
    }
  }
}

void RandomWalk::EngineTurn(size_t index) {
  Job& job = jobs_[index];
  const JobId id = job.id;
  if (std::exchange(job.opener, false)) {
    job.begun = true;
    job.due = m_ + Pick(3000);
    return Step(ReplyClauseReady{
        .job = id, .text = "Hmm, ", .num_samples = 24 * (200 + Pick(800)), .is_opener = true});
  }
  if (job.kind == 2 && !job.begun && !std::exchange(job.read, true) && Pick(3) != 0) {
    job.due = m_ + Pick(400);
    return Step(TurnRead{.job = id, .whole = static_cast<float>(Pick(100)) / 100});
  }
  if (job.kind == 2 && job.clauses > 0) {
    if (job.hold && job.clauses == 1) return;  // held back until the release
    --job.clauses;
    job.begun = true;
    job.due = m_ + Pick(Pick(10) == 0 ? 6000 : 200);
    const int64_t samples = Pick(6) == 0 ? 0 : 24 * (100 + Pick(2000)) + Pick(24);
    return Step(ReplyClauseReady{.job = id, .text = "some words. ", .num_samples = samples});
  }
  if (job.kind == 2 && Pick(6) == 0) {
    Step(ReplyFunctionCall{id, fmt::format("call_{}", next_call_++), "f", "{}"});
  }
  const int kind = jobs_[index].kind;
  jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(index));
  if (kind == 0) {
    TranscriptReady ready{.job = id, .confidence = Pick(2) ? 0.9f : 0.3f};
    if (Pick(10) != 0) ready.text = kTexts[Pick(std::size(kTexts))];
    Step(ready);
  } else if (kind == 1) {
    TurnScored scored{.job = id};
    if (Pick(10) != 0) scored.probability = static_cast<float>(Pick(100)) / 100;
    Step(scored);
  } else {
    static constexpr ReplyEnd kEnds[] = {ReplyEnd::kComplete, ReplyEnd::kComplete,
                                         ReplyEnd::kComplete, ReplyEnd::kLength,
                                         ReplyEnd::kFailed,   ReplyEnd::kAborted};
    Step(ReplyEnded{.job = id, .end = kEnds[Pick(std::size(kEnds))]});
  }
}

std::string RandomWalk::AnyItem() {
  const std::vector<Item>& items = core_.items();
  if (items.empty() || Pick(8) == 0) return "nobody";
  return items[static_cast<size_t>(Pick(static_cast<int>(items.size())))].id;
}

CoreEvent RandomWalk::ClientTurn() {
  const std::string id = fmt::format("event_{}", inputs_.size());
  switch (Pick(14)) {
    case 0: {
      UpdateSession update{.event_id = id, .config = core_.session(), .serial = inputs_.size()};
      const int what = Pick(5);
      if (what == 0) update.config.instructions = fmt::format("Say {}.", Pick(3));
      if (what == 1) update.config.voice = fmt::format("v{}", Pick(2));
      if (what == 2) update.config.turn_detection.type = static_cast<TurnDetection::Type>(Pick(3));
      if (what == 3) update.config.turn_detection.create_response = Pick(4) != 0;
      if (what == 4) update.config.temperature = static_cast<float>(Pick(3));
      if (Pick(6) == 0) update.config.speed = 9;
      return update;
    }
    case 1:
      return CommitInput{id};
    case 2:
      return Pick(3) ? CoreEvent(CommitInput{id}) : CoreEvent(ClearInput{id});
    case 3:
    case 4: {
      CreateItem create{.event_id = id};
      create.item.content = {{.type = ContentPart::Type::kInputText, .text = "Tell me."}};
      if (Pick(4) == 0) create.item.role = ItemRole::kSystem;
      if (Pick(4) == 0) create.previous_item_id = Pick(2) ? "root" : AnyItem();
      if (Pick(6) == 0) create.item.id = AnyItem();
      return create;
    }
    case 5: {
      CreateItem create{.event_id = id};
      create.item.type = ItemType::kFunctionCallOutput;
      create.item.call_id = fmt::format("call_{}", Pick(next_call_ + 1));
      create.item.output = "42";
      return create;
    }
    case 6:
      return DeleteItem{id, AnyItem()};
    case 7:
    case 8:
      return TruncateItem{id, AnyItem(), Pick(20) == 0 ? 1 : 0, Pick(3000) - 10};
    case 9:
      return RetrieveItem{id, AnyItem()};
    case 10:
      return CancelResponse{.event_id = id, .response_id = Pick(5) == 0 ? "resp_nobody" : ""};
    default: {
      CreateResponse create{.event_id = id, .in_conversation = Pick(4) != 0};
      if (Pick(3) == 0) create.metadata["a"] = "b";
      if (Pick(4) == 0) create.instructions = "Be brief.";
      if (Pick(6) == 0) create.modality = Modality::kText;
      if (Pick(6) == 0) create.input = {Item{.id = AnyItem()}};
      return create;
    }
  }
}

void RandomWalk::FireTimers() {
  if (const auto due = core_.NextDeadline(); due && *due <= m_) Step(TimePassed{});
}

void RandomWalk::Frame(bool voiced) {
  Step(AudioFrame{.a_begin_ms = a_, .a_end_ms = a_ + kWalkFrameMs, .voiced = voiced});
  a_ += kWalkFrameMs;
}

void RandomWalk::Go(int num_events) {
  const size_t end = inputs_.size() + static_cast<size_t>(num_events);
  while (inputs_.size() < end) {
    // Input arrives late or in bunches, never early.
    if (Pick(40) == 0) jitter_ = Pick(2) ? 0 : Pick(1500);
    m_ += 1 + Pick(16);
    if (Pick(100) == 0) Step(ClientTurn());
    if (Pick(voiced_ ? 70 : 110) == 0) voiced_ = !voiced_;
    while (a_ + kWalkFrameMs + jitter_ <= m_) Frame(voiced_ != (Pick(60) == 0));
    for (size_t i = 0; i < jobs_.size(); ++i) {
      if (jobs_[i].due <= m_) {
        EngineTurn(i);
        break;
      }
    }
    if (Pick(200) == 0) Step(TranscriptReady{.job = Pick(2) ? 0 : kNobodysJob, .text = "late"});
    if (Pick(3000) == 0) Step(SocketLost{Pick(2) ? 0 : 60'000}), lost_ = true;
    if (lost_ && Pick(150) == 0) Step(SocketResumed{Pick(24000)}), lost_ = false;
    FireTimers();
  }
  if (lost_) Step(SocketResumed{0}), lost_ = false;
}

void RandomWalk::Settle(int64_t ms, bool engines) {
  for (const int64_t end = m_ + ms; m_ < end;) {
    m_ += 10;
    while (a_ + kWalkFrameMs <= m_) Frame(false);
    for (size_t i = 0; engines && i < jobs_.size(); ++i) {
      if (jobs_[i].due <= m_) {
        EngineTurn(i);
        break;
      }
    }
    FireTimers();
  }
}

void RandomWalk::LoseSocketForGood() {
  Step(SocketLost{});
  for (int i = 0; i < 400; ++i) {
    m_ += 100;
    FireTimers();
  }
}

}  // namespace vivavoce::dialogue
