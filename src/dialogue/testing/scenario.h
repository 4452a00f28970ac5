// Turn-taking scripts: who says what when, how fast the engines are, and what must be on the wire.
// They run against the pure core in virtual time. The language, one line a statement, `#` begins a
// comment; all times are ms:
//
//   title WORDS                     what the script shows
//   detect semantic [EAGERNESS] | server [SILENCE] | none
//   set NAME VALUE                  create_response, interrupt_response, idle_timeout,
//   instructions,
//                                   policy (adaptive, immediate), transcription
//   say FROM TO "TEXT"              user voice; words (zh: characters) evenly spaced
//   noise FROM TO                   voice without words
//   murmur FROM TO                  as loud as a voice, and none to the detector
//   score P...                      end-of-turn score of each pause in order; default 0.9
//   whole P...                      likewise, how whole the language model reads its words; default:
//                                   it does not tell
//   engine asr N llm N tts N opener N   latencies, N or "never"; default 100 150 150 never
//   reply MS                        length of every reply that is asked for; default 2000
//   agent MS ["TEXT"]               a reply of this length began at 0, one word per 250 ms
//   agent call ID                   instead: the reply at 0 calls a function
//   mic FROM TO                     input arrives only in this span; default all the time
//   socket T lost [WINDOW] | socket T resumed MISSED
//   client T create [EVENT_ID] [instructions X] [metadata] [outside]
//   client T cancel | commit | clear | truncate MS | truncate-unknown | output ID | voice NAME |
//            instructions TEXT | text "TEXT" | detect none|semantic
//   end T                           how long it runs; default 12000
//
// Expectations; the events are SS SP (speech started, stopped) CM (committed) RC (response created)
// AD (first audio of a response) RD(status[,reason]) ER(code[,event id]) TR (truncated) TT (idle
// timeout) TC (transcription completed) IA ID (item added, done), SU (session updated), DELTA:
//   at T EVENT...                   each within 20 ms of T, in this order
//   go T                            at T SP CM RC AD
//   silent FROM TO [EVENT...]       none of these (default: nothing at all) in the span, ends
//                                   included
//   count EVENT N
//   started MS                      audio_start_ms of the last SS
//   user-prompt "TEXT"...           all user messages of the final prompt
//   assistant-prompt "TEXT"...      all assistant messages of it
//   once TEXT                       occurs once in the final prompt
//   asked N                         replies asked of the engine, the one at 0 not counted
//   goes-on FROM MS                  after the time FROM the first delta begins at this ms of reply
//   state STATE                     at the end
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "dialogue/core_action.h"
#include "dialogue/core_event.h"
#include "dialogue/session_config.h"

namespace vivavoce::dialogue {

struct Scenario {
  struct Voice {
    int64_t from = 0;
    int64_t to = 0;
    std::string text;  // "": wordless
  };
  struct Input {
    int64_t at = 0;
    CoreEvent event;
    bool wants_item = false;       // truncate: the last assistant item is filled in
    bool patches_session = false;  // `patch` below applies to the session as it is then
    std::string patch_name;
    std::string patch_value;
  };
  struct Expectation {
    int line = 0;
    std::vector<std::string> words;
  };

  std::string name;
  std::string title;
  SessionConfig session;
  std::vector<Voice> voices;
  std::vector<Voice> murmurs;
  std::vector<float> scores;
  std::vector<float> whole;
  int64_t asr_ms = 100;
  int64_t llm_ms = 150;  // < 0: never
  int64_t tts_ms = 150;
  int64_t opener_ms = -1;  // until an opener is heard; never: the persona has none
  int64_t reply_ms = 2000;
  int64_t agent_ms = 0;
  std::string agent_text;
  std::string agent_call;
  int64_t mic_from = 0;
  int64_t mic_to = 1'000'000;
  int64_t end = 12000;
  std::vector<Input> inputs;
  std::vector<Expectation> expectations;
};

Result<Scenario> LoadScenario(const std::filesystem::path& file);

// What happened; every expectation that was not met, one line each.
struct ScenarioOutcome {
  std::vector<std::string> failures;
  std::string log;
  std::vector<std::pair<int64_t, CoreEvent>> inputs;  // for replay
  std::vector<std::pair<int64_t, CoreAction>> actions;
};
ScenarioOutcome RunScenario(const Scenario& scenario);

}  // namespace vivavoce::dialogue
