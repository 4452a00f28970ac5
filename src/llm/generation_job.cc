#include "llm/generation_job.h"

#include <fmt/format.h>

#include "llm/sampling_params.h"

namespace vivavoce::llm {

Status Prepare(GenerationJob& job, ChatTemplate& chat_template, const Vocabulary& vocabulary,
               int context_tokens) {
  if (!job.prefill_only) {
    if (Status valid = Validate(job.request.sampling); !valid) return valid;
  }
  Result<Prompt> prompt = chat_template.Render(
      job.request.messages, job.prefill_only ? PromptEnd::kOpen : PromptEnd::kReply);
  if (!prompt) return Fail(prompt.error());
  job.prompt = std::move(*prompt);
  // A reply needs room for one token at least.
  const size_t room = static_cast<size_t>(context_tokens) - !job.prefill_only;
  if (job.prompt.tokens.size() > room) {
    return Fail(Error::InvalidArgument(fmt::format("the prompt has {} tokens; a session holds {}",
                                                   job.prompt.tokens.size(), context_tokens),
                                       "messages"));
  }
  if (job.prefill_only) return {};
  job.sampler.emplace(job.request.sampling, vocabulary, job.prompt.spoken);
  job.stream.emplace(job.request.sampling.stop);
  return {};
}

}  // namespace vivavoce::llm
