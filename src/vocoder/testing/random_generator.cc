#include "vocoder/testing/random_generator.h"

#include <cmath>
#include <string>
#include <utility>

#include "vocoder/testing/random_values.h"

namespace vivavoce::vocoder {
namespace {

class Writer {
 public:
  explicit Writer(unsigned seed) : seed_(seed) {}

  void Noise(const std::string& name, std::vector<int64_t> shape, double deviation,
             float mean = 0.0f) {
    size_t count = 1;
    for (const int64_t size : shape) count *= static_cast<size_t>(size);
    auto values = NormalNoise(count, ++seed_, static_cast<float>(deviation));
    for (float& value : values) value += mean;
    file_.Add(name, std::move(shape), std::move(values));
  }
  // Weights that keep the level of what they filter.
  void Convolution(const std::string& name, int64_t taps, int64_t in, int64_t out) {
    Noise(name + ".weight", {taps, in, out}, 1.0 / std::sqrt(static_cast<double>(taps * in)));
    Noise(name + ".bias", {out}, 0.1);
  }
  void Block(const std::string& name, int64_t taps, int64_t channels) {
    for (const char* half : {"1", "2"}) {
      for (const char* round : {".0", ".1", ".2"}) {
        const std::string index = half + std::string(round);
        Convolution(name + ".convs" + index, taps, channels, channels);
        Noise(name + ".adain" + index + ".fc.weight", {128, 2 * channels}, 0.02);
        Noise(name + ".adain" + index + ".fc.bias", {2 * channels}, 0.1);
        Noise(name + ".alpha" + index, {channels}, 0.1, 1.0f);
      }
    }
  }
  std::string Bytes() const { return file_.Serialize(); }

 private:
  unsigned seed_;
  TensorFileWriter file_;
};

}  // namespace

TensorFile RandomGeneratorWeights(unsigned seed) {
  Writer writer(seed);
  writer.Convolution("noise_convs.0", 12, 22, 256);
  writer.Convolution("noise_convs.1", 1, 22, 128);
  writer.Convolution("ups.0", 20, 512, 256);
  writer.Convolution("ups.1", 12, 256, 128);
  writer.Convolution("conv_post", 7, 128, 22);
  writer.Block("noise_res.0", 7, 256);
  writer.Block("noise_res.1", 11, 128);
  const int64_t taps[] = {3, 7, 11};
  for (int i = 0; i < 6; ++i) {
    writer.Block("resblocks." + std::to_string(i), taps[i % 3], i < 3 ? 256 : 128);
  }
  writer.Noise("istft.basis", {22, 20}, 0.1);
  writer.Noise("istft.window_sum", {20}, 0.0, 1.0f);
  return *TensorFile::Parse(writer.Bytes());
}

}  // namespace vivavoce::vocoder
