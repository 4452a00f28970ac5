// The synthesiser as the HTTP endpoint's SpeechService: text to clauses, each spoken under a grant
// of the speech lane. The lane has one holder at a time, and every user of the synthesiser asks for
// it, so that it is never used by two threads.
// Threads  as SpeechService.
#pragma once

#include <memory>

#include "persona/persona_shelf.h"
#include "realtime/speech_service.h"
#include "runtime/thread_budget.h"
#include "speaking/synthesizer.h"
#include "text/word_segmenter.h"

namespace vivavoce::app {

class HttpSpeech final : public realtime::SpeechService {
 public:
  struct Parts {
    speaking::Synthesizer& synthesizer;
    const persona::PersonaShelf& personas;
    std::string default_persona;
    runtime::ThreadBudget& budget;
    std::shared_ptr<const text::WordSegmenter> segmenter;  // may be null
  };
  explicit HttpSpeech(Parts parts) : parts_(std::move(parts)) {}  // the parts outlive this

  Status Speak(const realtime::SpeechJob& job, const CancellationToken& cancel,
               const std::function<bool(const realtime::ServiceClause&)>& on_clause) override;
  std::vector<realtime::VoiceDescription> Voices() const override;

 private:
  const Parts parts_;
};

}  // namespace vivavoce::app
