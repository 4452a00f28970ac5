// A stack of long short-term memory layers, one frame after the other.
// Source   S. Hochreiter and J. Schmidhuber, Neural Computation 9 (1997), with forget gates (Gers et
//          al. 2000); gates and weights in PyTorch's order (torch.nn.LSTM): input, forget, cell,
//          output.
// Numbers  float32; the same on every call. Machines with AVX2 and FMA round differently from others
//          in the last bits.
// Threads  const methods from any thread; a state belongs to one.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vivavoce::hearing {

struct LstmLayerWeights {
  std::vector<float> input;      // [4 units][inputs]
  std::vector<float> recurrent;  // [4 units][units]
  std::vector<float> bias;       // [4 units]: the sum of PyTorch's two
};

class Lstm {
 public:
  // REQUIRES: units is a multiple of 8; each layer after the first has `units` inputs.
  Lstm(size_t inputs, size_t units, const std::vector<LstmLayerWeights>& layers);

  std::vector<float> Begin() const;
  void Step(std::span<const float> frame, std::span<float> state) const;
  // What the last layer put out for the latest frame: `units` values.
  std::span<const float> Output(std::span<const float> state) const;

 private:
  struct Layer {
    size_t inputs = 0;
    // [stripe][inputs and units][32]: stripes of 32 outputs, each summed up in registers.
    std::vector<float> weights;
    std::vector<float> bias;
  };

  size_t inputs_;
  size_t units_;
  std::vector<Layer> layers_;
};

}  // namespace vivavoce::hearing
