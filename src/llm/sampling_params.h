// Checks of SamplingParams, for every implementation of LanguageModel.
#pragma once

#include "llm/language_model.h"

namespace vivavoce::llm {

// The error names the field ("sampling.top_p") and its range. NaN is out of every range.
Status Validate(const SamplingParams& params);

}  // namespace vivavoce::llm
