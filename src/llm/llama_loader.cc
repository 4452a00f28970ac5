#include "llm/llama_loader.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <system_error>

#include "matmul/ggml_weights.h"

namespace vivavoce::llm {
namespace {

constexpr int kSelfCheckTokens = 64;  // at most, see cache_self_check.cc

// What llama.cpp last complained about on this thread: its C API returns no reason.
thread_local std::string last_complaint;

void Log(ggml_log_level level, const char* text, void*) {
  std::string_view line(text);
  while (!line.empty() && line.back() == '\n') line.remove_suffix(1);
  if (line.empty() || line == ".") return;
  if (level == GGML_LOG_LEVEL_ERROR) last_complaint = line;
  spdlog::debug("llama: {}", line);
}

void InitialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    llama_log_set(Log, nullptr);
    matmul::OfferToGgml();
    llama_backend_init();
  });
}

std::string Complaint() { return last_complaint.empty() ? "no reason given" : last_complaint; }

}  // namespace

Result<LlamaModelPtr> LoadModel(const std::filesystem::path& file) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(file, code)) {
    return Fail(
        Error::NotFound(fmt::format("there is no file {}", file.string()), "llm.model_file"));
  }
  InitialiseOnce();
  last_complaint.clear();
  llama_model_params params = llama_model_default_params();
  params.n_gpu_layers = 0;
  // Most weights are repacked for this CPU at load; a mapped file would stay resident beside them.
  params.load_mode = LLAMA_LOAD_MODE_NONE;
  try {
    LlamaModelPtr model(llama_model_load_from_file(file.c_str(), params));
    // Recurrent states cannot be rolled back to an arbitrary token, which conversations live on.
    if (model && llama_model_has_decoder(model.get()) && !llama_model_has_encoder(model.get()) &&
        !llama_model_is_recurrent(model.get()) && !llama_model_is_hybrid(model.get())) {
      return model;
    }
    if (model) last_complaint = "only decoder-only transformers are supported";
  } catch (const std::exception& e) {
    last_complaint = e.what();
  }
  return Fail(Error::Corrupt(fmt::format("cannot load {}: {}", file.string(), Complaint()),
                             "llm.model_file"));
}

Result<LoadedLlama> MakeContext(LlamaModelPtr model, const LlamaConfig& config, int max_threads) {
  LoadedLlama loaded{.model = std::move(model), .threads = {}, .tap = {}, .context = {}};
  ggml_threadpool_params pool = ggml_threadpool_params_default(max_threads);
  pool.poll = 0;  // spinning workers cost other engines 4x (docs/architecture.md)
  loaded.threads.reset(ggml_threadpool_new(&pool));

  llama_context_params params = llama_context_default_params();
  // The self check reads kSelfCheckTokens at once.
  const int batch = std::max(config.prefill_chunk, kSelfCheckTokens) + config.max_sessions;
  params.n_ctx = static_cast<uint32_t>(config.KvTokens());
  params.n_batch = params.n_ubatch = static_cast<uint32_t>(batch);
  params.n_seq_max = static_cast<uint32_t>(config.max_sessions + config.prefix_slots);
  params.n_outputs_max = params.n_seq_max;
  params.n_threads = params.n_threads_batch = max_threads;
  params.kv_unified = true;
  params.swa_full = true;  // sliding windows too must allow rolling back
  params.no_perf = true;
  const bool quantised = config.kv_cache == KvCacheType::kQ8_0;
  params.type_k = params.type_v = quantised ? GGML_TYPE_Q8_0 : GGML_TYPE_F16;
  params.flash_attn_type =
      quantised ? LLAMA_FLASH_ATTN_TYPE_ENABLED : LLAMA_FLASH_ATTN_TYPE_DISABLED;
  if (config.state_layer >= 0) {
    loaded.tap = std::make_unique<StateTap>(config.state_layer);
    params.cb_eval = StateTap::OnNode;
    params.cb_eval_user_data = loaded.tap.get();
  }
  last_complaint.clear();
  try {
    loaded.context.reset(llama_init_from_model(loaded.model.get(), params));
  } catch (const std::exception& e) {
    last_complaint = e.what();
  }
  if (!loaded.context || !loaded.threads) {
    return Fail(Error::Unavailable(
        fmt::format("cannot make a context of {} tokens: {}", config.KvTokens(), Complaint()),
        "llm"));
  }
  llama_attach_threadpool(loaded.context.get(), loaded.threads.get(), loaded.threads.get());
  return loaded;
}

}  // namespace vivavoce::llm
