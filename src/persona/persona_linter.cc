#include "persona/persona_linter.h"

#include <algorithm>

#include "persona/lint_rules.h"
#include "persona/prompt.h"

namespace vivavoce::persona {

void LintContext::Warn(std::string field, Bilingual message) const {
  SourcePlace place = file.PlaceOf(field);
  findings.push_back({Severity::kWarning, std::move(place.source), place.line, std::move(field),
                      std::move(message)});
}

int LintReport::Count(Severity severity) const {
  return static_cast<int>(std::ranges::count(findings, severity, &Finding::severity));
}

LintReport LintPersona(const PersonaFile& file, const LintOptions& options) {
  LintReport report;
  report.findings = file.findings;
  // Advice on a file that was read in part would be wrong advice; so would advice on a part.
  if (!file.ok() || file.persona.is_abstract) return report;
  report.tokens_en = EstimateTokens(RenderPrompt(file.persona, "", Language::kEnglish));
  report.tokens_zh = EstimateTokens(RenderPrompt(file.persona, "", Language::kChinese));
  const LintContext context{file, options, report.findings};
  LintLanguages(context);
  LintSpokenLines(context);
  LintHabits(context);
  LintVoices(context);
  LintPrompt(context, report.tokens_en, report.tokens_zh);
  std::ranges::stable_sort(report.findings, {}, [](const Finding& finding) {
    return std::pair(finding.line == 0, finding.line);
  });
  return report;
}

}  // namespace vivavoce::persona
