#include "llm/state_tap.h"

#include <ggml-backend.h>

#include <fmt/format.h>

#include <utility>

namespace vivavoce::llm {

StateTap::StateTap(int layer) : name_(fmt::format("l_out-{}", layer)) {}

bool StateTap::OnNode(ggml_tensor* node, bool ask, void* tap) {
  auto& self = *static_cast<StateTap*>(tap);
  const bool wanted = self.on_rows_ && node->type == GGML_TYPE_F32 && self.name_ == node->name;
  if (ask) return wanted;
  if (wanted && ggml_is_contiguous(node)) {
    self.width_ = static_cast<size_t>(node->ne[0]);
    self.rows_.resize(static_cast<size_t>(ggml_nelements(node)));
    ggml_backend_tensor_get(node, self.rows_.data(), 0, ggml_nbytes(node));
    self.on_rows_();
  }
  return true;  // go on
}

void StateTap::Arm(std::function<void()> on_rows) {
  on_rows_ = std::move(on_rows);
  rows_.clear();
}

std::span<const float> StateTap::Rows(size_t first, size_t count) const {
  if ((first + count) * width_ > rows_.size()) return {};
  return std::span(rows_).subspan(first * width_, count * width_);
}

}  // namespace vivavoce::llm
