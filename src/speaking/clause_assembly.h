// The pieces of a clause, joined: pauses set to their length, silence at the edges, and where each
// word and phoneme came to lie. Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "speaking/phoneme_chunks.h"
#include "speaking/prosody_plan.h"
#include "speaking/synthesizer.h"

namespace vivavoce::speaking {

class ClauseAssembly {
 public:
  // Both must outlive the assembly.
  ClauseAssembly(const ProsodyPlan& plan, const SynthesisRequest& request);

  // The next piece: `chunk` of the plan's phonemes; `starts`: the first sample of each of them and
  // the end. `trace` has curves, or is empty.
  void Add(PhonemeChunk chunk, std::vector<float> samples, std::vector<size_t> starts,
           ProsodyTrace trace);
  SynthesizedClause Take();

 private:
  double LeadMs() const;  // the silence before the first word
  void SetPauses(PhonemeChunk chunk, std::vector<float>& samples, std::vector<size_t>& starts,
                 std::vector<int64_t>& curve_samples) const;
  void Keep(ProsodyTrace trace, const std::vector<int64_t>& curve_samples);

  const ProsodyPlan& plan_;
  const SynthesisRequest& request_;
  SynthesizedClause clause_;
  std::shared_ptr<ProsodyTrace> trace_;
};

}  // namespace vivavoce::speaking
