// Does this build, on this processor, compute the same after a cached prefix was reused? Wrong
// attention kernels answer with fluent garbage instead of an error, so the answer must be looked
// at.
//
// Three ways to the same place are compared: a prompt read at once; its first part borrowed from
// another sequence; its first part kept while a wrong continuation is rolled back, with another
// session in the same batch. Takes about 150 tokens of prefill.
#pragma once

#include "base/error.h"
#include "llm/batch_decoder.h"

namespace vivavoce::llm {

// kInternal when the logits differ by more than rounding. Leaves the cache empty.
// The decoder must have two sequences or more.
Status CheckCacheReuse(BatchDecoder& decoder, const Vocabulary& vocabulary, int threads);

// 1 - cosine of two vectors of `size` logits, each about its mean: 0 the same, 1 unrelated.
double LogitDistance(const float* a, const float* b, int size);

}  // namespace vivavoce::llm
