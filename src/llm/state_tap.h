// Looks into llama.cpp while it decodes: the hidden state behind one of the middle layers, where
// what a text means can be read by a linear probe better than at the end, which is about the next
// token (Alain and Bengio 2016, "Understanding intermediate layers using linear classifier probes").
// Only steps that it is armed for are looked into; others cost a comparison of names a node.
// Thread safety: one thread, the one that decodes.
#pragma once

#include <ggml.h>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace vivavoce::llm {

class StateTap {
 public:
  // `layer`: counted from 0, as llama.cpp names its tensors ("l_out-14").
  explicit StateTap(int layer);
  // A ggml_backend_sched_eval_callback; `tap` is a StateTap.
  static bool OnNode(ggml_tensor* node, bool ask, void* tap);

  // Before a step: `on_rows` is called when its states are there, in mid-step on the decoding thread, must
  // not throw; empty: they are not wanted. Forgets those of the step before.
  void Arm(std::function<void()> on_rows);
  // Behind a step, before what `on_rows` refers to ends. The rows stay.
  void Disarm() { on_rows_ = nullptr; }
  // Of `count` tokens of the last step from `first`, a place in the batch: `width()` numbers each;
  // empty when the step was not armed or the model has no such layer.
  std::span<const float> Rows(size_t first, size_t count) const;
  size_t width() const { return width_; }

 private:
  const std::string name_;
  std::function<void()> on_rows_;
  size_t width_ = 0;
  std::vector<float> rows_;
};

}  // namespace vivavoce::llm
