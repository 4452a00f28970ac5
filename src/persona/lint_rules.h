// The rules of the linter, by theme. Each adds warnings to the context; none knows the others.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "persona/persona_linter.h"

namespace vivavoce::persona {

struct LintContext {
  const PersonaFile& file;
  const LintOptions& options;
  std::vector<Finding>& findings;

  const Persona& persona() const { return file.persona; }
  void Warn(std::string field, Bilingual message) const;
};

// A line that will be spoken as it stands.
struct SpokenLine {
  std::string field;  // "greetings.en[0]"
  Language language;
  std::string_view text;
};

std::vector<SpokenLine> SpokenLines(const Persona& persona);

void LintLanguages(const LintContext& context);    // one language only, or the wrong one
void LintSpokenLines(const LintContext& context);  // marks, emoji, length, repetition
void LintHabits(const LintContext& context);       // catchphrases and forbidden words
void LintVoices(const LintContext& context);       // unknown voices, blends that do not add up
void LintPrompt(const LintContext& context, int tokens_en, int tokens_zh);

}  // namespace vivavoce::persona
