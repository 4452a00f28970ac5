#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "dialogue/conversation_core.h"
#include "dialogue/testing/scenario.h"
#include "dialogue/testing/scenario_engine.h"

namespace vivavoce::dialogue {
namespace {

constexpr int64_t kFrameMs = 20;
constexpr int64_t kTolerance = 20;

struct Seen {
  int64_t at = 0;
  std::string name;    // "RD"
  std::string detail;  // "cancelled,turn_detected"
  int64_t value = 0;   // of SS the start, of DELTA the first ms of reply
  std::string Text() const { return detail.empty() ? name : fmt::format("{}({})", name, detail); }
};

std::string StatusName(const Response& response) {
  static constexpr const char* kStatus[] = {"in_progress", "completed", "cancelled", "failed",
                                            "incomplete"};
  static constexpr const char* kReason[] = {"", ",turn_detected", ",client_cancelled",
                                            ",max_output_tokens", ",content_filter"};
  return fmt::format("{}{}", kStatus[static_cast<int>(response.status)],
                     kReason[static_cast<int>(response.reason)]);
}

class Run {
 public:
  explicit Run(const Scenario& scenario)
      : scenario_(scenario), engine_(scenario), core_(Options(scenario)) {}

  ScenarioOutcome Go() {
    if (scenario_.agent_ms > 0 || !scenario_.agent_call.empty()) BeginAgent();
    for (now_ = 0; now_ <= scenario_.end; ++now_) Tick();
    for (const Scenario::Expectation& expectation : scenario_.expectations) {
      line_ = expectation.line;
      Check(expectation.words);
    }
    for (const Seen& seen : seen_) {
      if (seen.name == "DELTA") continue;
      outcome_.log += fmt::format("{:6} {}\n", seen.at, seen.Text());
    }
    outcome_.log += fmt::format("{} asked {}\n", core_.StateName(), engine_.replies_asked());
    for (const auto& m : core_.PromptHistory())
      outcome_.log += fmt::format("  [{}] {}\n", static_cast<int>(m.role), m.text);
    return std::move(outcome_);
  }

 private:
  static CoreOptions Options(const Scenario& scenario) {
    CoreOptions options{.session = scenario.session, .id_seed = 1};
    options.constants.playout_delay_ms = 0;
    options.constants.chunk_ms = 10;
    options.constants.min_scored_voiced_ms = 0;
    options.reads_turns = !scenario.whole.empty();
    return options;
  }

  void BeginAgent() {
    Step(CreateResponse{});
    engine_.AnswerAtOnce(0, last_reply_);
    for (const CoreEvent& event : engine_.Due(0)) Step(event);
  }

  // Same instant: client, input, engines, timers.
  void Tick() {
    for (const Scenario::Input& input : scenario_.inputs) {
      if (input.at == now_) Step(Fill(input));
    }
    if (now_ > 0 && now_ % kFrameMs == 0 && now_ - kFrameMs >= scenario_.mic_from &&
        now_ <= scenario_.mic_to) {
      const int64_t middle = now_ - kFrameMs / 2;
      const auto sounds = [&](const std::vector<Scenario::Voice>& voices) {
        return std::ranges::any_of(
            voices, [&](const auto& v) { return v.from <= middle && middle < v.to; });
      };
      const bool voiced = sounds(scenario_.voices);
      Step(AudioFrame{.a_begin_ms = audio_,
                      .a_end_ms = audio_ + kFrameMs,
                      .voiced = voiced,
                      .power = voiced || sounds(scenario_.murmurs) ? 0.0025f : 1e-6f});
      audio_ += kFrameMs;
    }
    for (int round = 0; round < 100; ++round) {
      const std::vector<CoreEvent> due = engine_.Due(now_);
      if (due.empty()) break;
      for (const CoreEvent& event : due) Step(event);
    }
    if (const auto deadline = core_.NextDeadline(); deadline && *deadline <= now_) {
      Step(TimePassed{});
      if (const auto next = core_.NextDeadline(); next && *next <= now_) {
        outcome_.failures.push_back(
            fmt::format("{}: a timer is still due after it fired, in {}", now_, core_.StateName()));
      }
    }
  }

  CoreEvent Fill(const Scenario::Input& input) const {
    if (input.wants_item) {
      TruncateItem truncate = std::get<TruncateItem>(input.event);
      truncate.item_id = last_item_;
      return truncate;
    }
    if (!input.patches_session) return input.event;
    UpdateSession update{.event_id = "update", .config = core_.session()};
    if (input.patch_name == "voice") update.config.voice = input.patch_value;
    if (input.patch_name == "instructions") update.config.instructions = input.patch_value;
    if (input.patch_name == "detect") {
      update.config.turn_detection.type = input.patch_value == "none"
                                              ? TurnDetection::Type::kNone
                                              : TurnDetection::Type::kSemanticVad;
    }
    return update;
  }

  void Step(const CoreEvent& event) {
    outcome_.inputs.emplace_back(now_, event);
    for (const CoreAction& action : core_.Step(now_, event)) {
      outcome_.actions.emplace_back(now_, action);
      if (const auto* start = std::get_if<StartReply>(&action)) last_reply_ = start->job;
      if (const auto* emit = std::get_if<Emit>(&action)) {
        Note(emit->event);
      } else if (std::get_if<SpeakBackchannel>(&action)) {
        seen_.push_back({now_, "BC", "", 0});
      } else {
        engine_.Obey(now_, action);
      }
    }
  }

  void Note(const ServerEvent& event) {
    Seen seen{.at = now_};
    if (const auto* e = std::get_if<SpeechStarted>(&event)) {
      seen.name = "SS";
      seen.value = e->audio_start_ms;
    } else if (std::get_if<SpeechStopped>(&event)) {
      seen.name = "SP";
    } else if (std::get_if<InputCommitted>(&event)) {
      seen.name = "CM";
    } else if (std::get_if<ItemAdded>(&event)) {
      seen.name = "IA";
    } else if (std::get_if<ItemDone>(&event)) {
      seen.name = "ID";
    } else if (std::get_if<ResponseCreated>(&event)) {
      seen.name = "RC";
    } else if (const auto* e = std::get_if<ResponseDone>(&event)) {
      seen.name = "RD";
      seen.detail = StatusName(e->response);
    } else if (const auto* e = std::get_if<ErrorEvent>(&event)) {
      seen.name = "ER";
      seen.detail = e->event_id.empty() ? e->code : fmt::format("{},{}", e->code, e->event_id);
    } else if (std::get_if<ItemTruncated>(&event)) {
      seen.name = "TR";
    } else if (std::get_if<SessionUpdated>(&event)) {
      seen.name = "SU";
    } else if (const auto* e = std::get_if<TimeoutTriggered>(&event)) {
      seen.name = "TT";
      seen.detail = fmt::format("{},{}", e->audio_start_ms, e->audio_end_ms);
    } else if (std::get_if<TranscriptionCompleted>(&event)) {
      seen.name = "TC";
    } else if (const auto* e = std::get_if<AudioDelta>(&event)) {
      last_item_ = e->at.item_id;
      if (sounded_.insert(e->at.response_id).second) seen_.push_back({now_, "AD", "", 0});
      seen.name = "DELTA";
      seen.value = e->from_sample / 24;
    } else {
      seen.name = "other";
    }
    seen_.push_back(std::move(seen));
  }

  void Failed(const std::string& what) {
    outcome_.failures.push_back(fmt::format("line {}: {}", line_, what));
  }

  // "RD" matches every RD, "RD(cancelled)" those whose detail begins so.
  static bool Matches(const Seen& seen, const std::string& wanted) {
    const size_t open = wanted.find('(');
    if (open == std::string::npos) return seen.name == wanted;
    return seen.name == wanted.substr(0, open) &&
           seen.detail.starts_with(wanted.substr(open + 1, wanted.size() - open - 2));
  }

  void ExpectAt(int64_t at, const std::vector<std::string>& events) {
    size_t from = 0;
    for (const std::string& wanted : events) {
      size_t i = from;
      while (i < seen_.size() &&
             !(Matches(seen_[i], wanted) && std::llabs(seen_[i].at - at) <= kTolerance))
        ++i;
      if (i == seen_.size()) return Failed(fmt::format("no {} at {} (in this order)", wanted, at));
      from = i + 1;
    }
  }

  void ExpectSilent(int64_t from, int64_t to, const std::vector<std::string>& events) {
    for (const Seen& seen : seen_) {
      if (seen.at < from || seen.at > to) continue;
      const bool any = events.empty() || std::ranges::any_of(events, [&](const auto& wanted) {
                         return Matches(seen, wanted);
                       });
      if (any) return Failed(fmt::format("{} at {}", seen.Text(), seen.at));
    }
  }

  void ExpectPrompt(ItemRole role, const std::vector<std::string>& wanted) {
    std::vector<std::string> got;
    for (const HistoryMessage& message : core_.PromptHistory()) {
      if (message.role == role) got.push_back(message.text);
    }
    if (got != wanted) {
      Failed(fmt::format("the prompt has \"{}\"", fmt::join(got, "\", \"")));
    }
  }

  void Check(const std::vector<std::string>& w) {
    const auto rest = [&](size_t from) {
      return std::vector<std::string>(w.begin() + static_cast<std::ptrdiff_t>(from), w.end());
    };
    if (w[0] == "at") {
      ExpectAt(std::stoll(w.at(1)), rest(2));
    } else if (w[0] == "go") {
      ExpectAt(std::stoll(w.at(1)), {"SP", "CM", "RC", "AD"});
    } else if (w[0] == "silent") {
      ExpectSilent(std::stoll(w.at(1)), std::stoll(w.at(2)), rest(3));
    } else if (w[0] == "count") {
      const auto n = std::ranges::count_if(seen_, [&](const Seen& s) { return Matches(s, w[1]); });
      if (n != std::stoll(w.at(2))) Failed(fmt::format("{} × {}", n, w[1]));
    } else if (w[0] == "started") {
      const auto last =
          std::find_if(seen_.rbegin(), seen_.rend(), [](const Seen& s) { return s.name == "SS"; });
      if (last == seen_.rend() || last->value != std::stoll(w.at(1))) {
        Failed(fmt::format("started at {}", last == seen_.rend() ? -1 : last->value));
      }
    } else if (w[0] == "user-prompt") {
      ExpectPrompt(ItemRole::kUser, rest(1));
    } else if (w[0] == "assistant-prompt") {
      ExpectPrompt(ItemRole::kAssistant, rest(1));
    } else if (w[0] == "once") {
      int times = 0;
      for (const HistoryMessage& m : core_.PromptHistory()) {
        for (size_t i = m.text.find(w.at(1)); i != std::string::npos; i = m.text.find(w[1], i + 1))
          ++times;
      }
      if (times != 1) Failed(fmt::format("{} times", times));
    } else if (w[0] == "asked") {
      if (engine_.replies_asked() != std::stoi(w.at(1))) {
        Failed(fmt::format("{} replies were asked for", engine_.replies_asked()));
      }
    } else if (w[0] == "goes-on") {
      const auto delta = std::ranges::find_if(
          seen_, [&](const Seen& s) { return s.name == "DELTA" && s.at >= std::stoll(w.at(1)); });
      if (delta == seen_.end() || std::llabs(delta->value - std::stoll(w.at(2))) > kTolerance) {
        Failed(
            fmt::format("the next delta begins at {}", delta == seen_.end() ? -1 : delta->value));
      }
    } else if (w[0] == "state") {
      if (core_.StateName() != w.at(1)) Failed(core_.StateName());
    } else {
      Failed(fmt::format("unknown statement {}", w[0]));
    }
  }

  const Scenario& scenario_;
  ScenarioEngine engine_;
  ConversationCore core_;
  int64_t now_ = 0;
  int64_t audio_ = 0;
  JobId last_reply_ = 0;
  std::string last_item_;
  std::set<std::string> sounded_;
  std::vector<Seen> seen_;
  int line_ = 0;
  ScenarioOutcome outcome_;
};

}  // namespace

ScenarioOutcome RunScenario(const Scenario& scenario) { return Run(scenario).Go(); }

}  // namespace vivavoce::dialogue
