#include "runtime/testing/fake_registry.h"

#include <algorithm>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

#include "runtime/child_process.h"
#include "runtime/sha256.h"
#include "runtime/testing/temporary_directory.h"

namespace vivavoce::runtime {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kVersion = "1.0";

// Called as: client.sh ROOT SUFFIX ... DIRECTORY-OPTION DIRECTORY ... NAME==VERSION (or
// NAME@VERSION).
constexpr std::string_view kClient = R"sh(
root=$1 suffix=$2
shift 2
while (($# > 1)); do
  case $1 in --dest | --pack-destination) into=$2 ;; esac
  shift
done
name=${1%%[=@]*}
echo "$name" >>"$root/requests"
if [[ -e $root/broken/$name ]]; then
  head -c 5 "$root/packages/$name" >"$into/half"
  echo "connection reset" >&2
  exit 3
fi
cp "$root/packages/$name" "$into/$name-1.0.$suffix"
)sh";

// Called as: curl.sh ROOT ... --output FILE -- URL; goes on at the end of FILE.
constexpr std::string_view kCurl = R"sh(
root=$1
while (($# > 1)); do
  case $1 in --output) out=$2 ;; esac
  shift
done
name=${1##*/}
echo "$name" >>"$root/requests"
[[ -e $root/served/$name ]] || exit 22
touch "$out"
have=$(stat -c %s "$out") all=$(stat -c %s "$root/served/$name")
if [[ -e $root/broken/$name ]]; then
  tail -c "+$((have + 1))" "$root/served/$name" | head -c "$(((all - have) / 2))" >>"$out"
  exit 18
fi
tail -c "+$((have + 1))" "$root/served/$name" >>"$out"
)sh";

}  // namespace

FakeRegistry::FakeRegistry(fs::path root) : root_(std::move(root)) {
  WriteFile(root_ / "client.sh", kClient);
  WriteFile(root_ / "curl.sh", kCurl);
  WriteFile(root_ / "unzip.sh", "tar -x -z -f \"$1\" -C \"$2\"\n");
  fs::create_directories(root_ / "packages");
  fs::create_directories(root_ / "broken");
}

Package FakeRegistry::Publish(Registry registry, const std::string& name,
                              const std::map<std::string, std::string>& members) {
  const fs::path tree = root_ / "trees" / name;
  std::error_code ignored;
  fs::remove_all(tree, ignored);
  for (const auto& [path, bytes] : members) WriteFile(tree / path, bytes);
  const fs::path file = root_ / "packages" / name;
  const Status packed =
      RunProcessOrFail({"tar", "-c", "-z", "-f", file.string(), "-C", tree.string(), "."});
  return {.name = name,
          .registry = registry,
          .version = std::string(kVersion),
          .size = packed ? fs::file_size(file) : 0,
          .sha256 = Sha256OfFile(file).value_or("")};
}

void FakeRegistry::Serve(const std::string& name, const std::string& bytes) {
  WriteFile(root_ / "served" / name, bytes);
}

void FakeRegistry::SetBroken(const std::string& name, bool broken) {
  if (broken) {
    WriteFile(root_ / "broken" / name, "");
  } else {
    fs::remove(root_ / "broken" / name);
  }
}

int FakeRegistry::Requests(const std::string& name) const {
  std::istringstream lines(ReadFile(root_ / "requests"));
  int count = 0;
  for (std::string line; std::getline(lines, line);) count += line == name;
  return count;
}

FetchTools FakeRegistry::Tools() const {
  const auto script = [&](const char* name) { return (root_ / name).string(); };
  FetchTools tools;
  tools.pip = {"bash", script("client.sh"), root_.string(), "whl"};
  tools.npm = {"bash", script("client.sh"), root_.string(), "tgz"};
  tools.curl = {"bash", script("curl.sh"), root_.string()};
  tools.unzip = {"bash", script("unzip.sh")};
  return tools;
}

}  // namespace vivavoce::runtime
