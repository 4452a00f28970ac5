// The language models of the manifest, for tests that need a real one.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "llm/llama_model.h"
#include "runtime/testing/directory_model_store.h"
#include "runtime/thread_budget.h"

namespace vivavoce::llm {

struct InstalledModel {
  const char* id;
  const char* file;
};

inline constexpr InstalledModel kSmolLm{"smollm2-135m", "SmolLM2-135M-Instruct.Q4_1.gguf"};
inline constexpr InstalledModel kQwen{"qwen2.5-coder-1.5b",
                                      "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"};

// Empty when it is not installed.
inline std::filesystem::path PathOf(const InstalledModel& model) {
  const auto store = runtime::DirectoryModelStore::OfHome();
  if (!store) return {};
  return store->File(model.id, model.file).value_or(std::filesystem::path());
}

// One thread: what the tests look at does not depend on how many, and the machine may have other
// work.
inline runtime::ThreadBudget& TestBudget() {
  static runtime::ThreadBudget budget(1);
  return budget;
}

// Loaded once per test program. Null when it is not installed or does not load.
inline std::shared_ptr<LanguageModel> SharedModel(const InstalledModel& installed) {
  static std::map<std::string, std::shared_ptr<LanguageModel>> loaded;
  auto& model = loaded[installed.id];
  if (model) return model;
  LlamaConfig config;
  config.model_file = PathOf(installed);
  if (config.model_file.empty()) return nullptr;
  config.context_tokens_per_session = 1024;
  config.max_sessions = 4;
  auto made = LlamaLanguageModel::Create(config, TestBudget());
  if (made) model = std::move(*made);
  return model;
}

}  // namespace vivavoce::llm
