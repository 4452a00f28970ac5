#include "persona/zlib_codec.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>

namespace vivavoce::persona {
namespace {

int WindowBits(DeflateFormat format) {
  return format == DeflateFormat::kRaw ? -MAX_WBITS : MAX_WBITS;
}

Bytef* In(std::string_view bytes) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

}  // namespace

Result<std::string> Inflate(std::string_view packed, DeflateFormat format, size_t max_bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, WindowBits(format)) != Z_OK) {
    return Fail(Error::Internal("zlib does not start"));
  }
  stream.next_in = In(packed);
  stream.avail_in = static_cast<uInt>(std::min<size_t>(packed.size(), 1u << 30));
  std::string out;
  int state = Z_OK;
  while (state == Z_OK) {
    const size_t begin = out.size();
    // One byte beyond the bound tells "exactly full" from "too much".
    const size_t room = std::min<size_t>(std::max<size_t>(begin, 4096), max_bytes + 1 - begin);
    if (room == 0) break;
    out.resize(begin + room);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + begin);
    stream.avail_out = static_cast<uInt>(room);
    state = inflate(&stream, Z_NO_FLUSH);
    const size_t written = room - stream.avail_out;
    out.resize(begin + written);
    if (state == Z_BUF_ERROR || (state == Z_OK && written == 0)) break;
  }
  inflateEnd(&stream);
  if (out.size() > max_bytes) {
    return Fail(Error::Corrupt(
        fmt::format("packed data grows beyond {} bytes; that is refused", max_bytes)));
  }
  if (state != Z_STREAM_END) return Fail(Error::Corrupt("packed data is damaged or cut short"));
  return out;
}

std::string Deflate(std::string_view bytes, DeflateFormat format) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, WindowBits(format), 8,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return {};
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = In(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

uint32_t Crc32(std::string_view bytes) {
  return static_cast<uint32_t>(crc32(0, In(bytes), static_cast<uInt>(bytes.size())));
}

}  // namespace vivavoce::persona
