#include "dialogue/overlap_judge.h"

#include "dialogue/phrase_lists.h"
#include "text/script.h"

namespace vivavoce::dialogue {
namespace {

constexpr float kEchoShare = 0.7f;

bool IsOwnEcho(const OverlapEvidence& e, int units) {
  return (units >= 3 || (units >= 2 && static_cast<unsigned char>((*e.text)[0]) < 0x80)) &&
         Containment(*e.text, e.own_words) >= kEchoShare;
}

// The recogniser has to find a language in everything, and in a hum or a laugh it finds any: a word
// or two that say nothing in a language that is not being talked are taken for one.
bool IsInAnotherLanguage(const OverlapEvidence& e) {
  const Language talked = text::DominantLanguage(e.own_words);
  const Language heard = text::DominantLanguage(*e.text);
  return talked != Language::kUnknown && heard != Language::kUnknown && heard != talked;
}

}  // namespace

Verdict JudgeOverlap(const OverlapEvidence& e, const CoreConstants& constants) {
  const int units = e.text ? CountUnits(*e.text) : 0;
  if (units > 0) {
    if (BeginsWithStopPhrase(*e.text)) return Verdict::kInterrupt;
    if (IsOwnEcho(e, units)) return Verdict::kFalse;
    if (IsRepair(*e.text)) return Verdict::kInterrupt;
  }
  if (e.far) return e.ended && (e.text_final || e.waited) ? Verdict::kFalse : Verdict::kNone;
  if (units > 0) {
    if (IsOnlyBackchannel(*e.text)) {
      if (e.we_asked || (e.left_known && e.left_ms <= constants.answer_left_ms)) {
        if (e.ended) return Verdict::kAnswer;
      } else if (e.voiced_ms <= constants.very_hard_ms) {
        const bool known = e.text_final || e.text_covers || e.waited;
        return e.ended && known ? Verdict::kBackchannel : Verdict::kNone;
      }
    }
    if (HasContent(*e.text) && e.confidence >= constants.content_confidence) {
      return Verdict::kInterrupt;
    }
  }
  if (e.voiced_ms >= constants.hard_ms && units == 0) return Verdict::kInterrupt;
  if (e.voiced_ms >= constants.very_hard_ms) return Verdict::kInterrupt;
  if (!e.ended || !(e.text_final || e.waited)) return Verdict::kNone;
  // The recogniser was too slow to tell a cough from a word. Doubt means interrupt: a stop is
  // mended in a sentence, a lost word is not.
  if (!e.text && e.voiced_ms >= constants.stop_ms) return Verdict::kInterrupt;
  if (units == 0 || IsInAnotherLanguage(e)) return Verdict::kFalse;
  return e.confidence >= constants.unknown_word_confidence ? Verdict::kInterrupt : Verdict::kFalse;
}

}  // namespace vivavoce::dialogue
