// Cuts a reply, while it is being written, into clauses to be spoken one after another. Stands
// between the language model and the synthesiser.
//
// The first clause is short, so that sound starts early; later ones grow, so that the voice has a
// whole phrase to shape. Nothing is lost or changed: the clauses concatenated are the pieces
// concatenated. A clause may hold nothing to say (white space, a closing quote): see HasSpeech() in
// speech_text.h.
//
// A mark that always ends a clause (。！？，!?\n) is acted on as soon as it arrives; one that may
// be part of a number, an abbreviation or an address (. : after a digit, "Mr.", "e.g.", "...") when
// the next character shows what it is. Mark-up that speech_text.h removes (*smiles*, （笑）,
// [a](b), `code`) is never cut in half.
//
// Lengths are estimates in ms of speech, see ClauseSplitterConfig. Any bytes are accepted.
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::text {

class WordSegmenter;

struct ClauseSplitterConfig {
  // The first clause ends at the first boundary after this many words (an ideograph is a word of
  // half the weight, rounded: 2 words = 3 ideographs). A shorter one would be over before the next
  // can be made.
  int first_min_words = 2;    // [1, 20]
  int first_min_ms = 0;       // [0, first_max_ms], and not before this much speech
  int first_max_ms = 2000;    // [500, 10000], cut between words when no boundary came by then
  int second_min_ms = 1200;   // [0, max_ms], a comma ends the second clause after this much
  int later_min_ms = 2400;    // [0, max_ms], a comma ends a later clause after this much
  int sentence_min_ms = 700;  // [0, max_ms], shorter sentences join the next one
  int max_ms = 5000;          // [1000, 20000]

  Status Validate() const;
};

class ClauseSplitter {
 public:
  // `segmenter` finds where a long Chinese clause without punctuation may be cut; without one the
  // cut follows a particle (的 了 着 …) or falls between any two ideographs.
  explicit ClauseSplitter(ClauseSplitterConfig config = {},
                          std::shared_ptr<const WordSegmenter> segmenter = nullptr);

  // Clauses that are complete now; often none.
  std::vector<std::string> Push(std::string_view piece);

  // The reply is over: what is left. The splitter is then ready for the next reply.
  std::vector<std::string> Flush();

  // Forgets what was pushed (the reply was interrupted).
  void Reset();

 private:
  std::vector<std::string> TakeClauses(bool final);
  std::optional<size_t> FindCut(std::string_view text, bool final) const;
  size_t CutWithoutMark(std::string_view text, size_t limit) const;

  ClauseSplitterConfig config_;
  std::shared_ptr<const WordSegmenter> segmenter_;
  std::string pending_;
  size_t clauses_ = 0;  // released in this reply
};

}  // namespace vivavoce::text
