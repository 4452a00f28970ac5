#include "app/read_aloud.h"

#include <utility>
#include <vector>

#include "runtime/logging.h"

namespace vivavoce::app {

Status ReadAloud(std::string_view text, speaking::SynthesisRequest manner,
                 const text::MarkupOptions& options,
                 const std::shared_ptr<const text::WordSegmenter>& segmenter,
                 const SpeakClause& speak, const OnClause& on_clause,
                 const text::ClauseSplitterConfig& cut) {
  text::ClauseSplitter splitter(cut, segmenter);
  text::MarkupReader markup(options);
  std::vector<std::string> clauses = splitter.Push(text);
  for (std::string& rest : splitter.Flush()) clauses.push_back(std::move(rest));
  manner.first_in_reply = true;
  const auto say = [&](text::MarkedText marked) -> Status {
    if (manner.cancel.IsCancelled()) return Fail(Error::Cancelled());
    for (const std::string& ignored : marked.ignored) {
      runtime::Log(runtime::LogLevel::kDebug, "speaking.direction_ignored",
                   {{"direction", ignored}});
    }
    if (!marked.Audible()) return {};
    manner.text = std::move(marked.text);
    manner.cues = std::move(marked.cues);
    auto spoken = speak(manner);
    if (!spoken && spoken.error().code == ErrorCode::kInvalidArgument &&
        spoken.error().field == "text") {
      return {};
    }
    if (!spoken) return Fail(spoken.error());
    const int silence_ms = spoken->end_silence_ms;
    if (!on_clause(manner, *spoken)) return Fail(Error::Cancelled());
    manner.first_in_reply = false;
    manner.silence_before_ms = silence_ms;
    return {};
  };
  for (const std::string& clause : clauses) {
    if (auto said = say(markup.Read(clause)); !said) return said;
  }
  return say(markup.Finish());
}

}  // namespace vivavoce::app
