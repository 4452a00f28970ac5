#include "realtime/tls_certificate.h"

#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <system_error>

namespace vivavoce::realtime {
namespace {

constexpr long kDaySeconds = 24 * 3600;

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using File = std::unique_ptr<std::FILE, Free<std::fclose>>;

bool IsGoodForAWeek(const TlsFiles& files) {
  const File cert_file(std::fopen(files.certificate.c_str(), "r"));
  const File key_file(std::fopen(files.key.c_str(), "r"));
  if (!cert_file || !key_file) return false;
  const Certificate cert(PEM_read_X509(cert_file.get(), nullptr, nullptr, nullptr));
  const Key key(PEM_read_PrivateKey(key_file.get(), nullptr, nullptr, nullptr));
  if (!cert || !key || X509_check_private_key(cert.get(), key.get()) != 1) return false;
  time_t in_a_week = std::time(nullptr) + 7 * kDaySeconds;
  return X509_cmp_time(X509_get0_notAfter(cert.get()), &in_a_week) > 0;
}

bool AddExtension(X509* cert, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, cert, cert, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension && X509_add_ext(cert, extension.get(), -1) == 1;
}

Certificate SelfSigned(EVP_PKEY* key) {
  Certificate cert(X509_new());
  int64_t serial = 0;
  if (!cert || RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return {};
  X509_set_version(cert.get(), X509_VERSION_3);
  ASN1_INTEGER_set_int64(X509_get_serialNumber(cert.get()), serial & INT64_MAX);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -kDaySeconds);  // clocks differ a little
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), 396 * kDaySeconds);
  X509_NAME* name = X509_get_subject_name(cert.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  const bool ok = X509_set_issuer_name(cert.get(), name) == 1 &&
                  X509_set_pubkey(cert.get(), key) == 1 &&
                  AddExtension(cert.get(), NID_subject_alt_name,
                               "DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1") &&
                  // A CA of its own, so that it can be given to clients as the one to trust.
                  AddExtension(cert.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                  AddExtension(cert.get(), NID_ext_key_usage, "serverAuth") &&
                  X509_sign(cert.get(), key, EVP_sha256()) > 0;
  return ok ? std::move(cert) : Certificate();
}

template <typename Write>
bool WriteFile(const std::filesystem::path& path, mode_t mode, Write write) {
  const std::filesystem::path part = path.string() + ".part";
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  bool ok = false;
  if (File file(std::fopen(part.c_str(), "wxe")); file) {
    ok = fchmod(fileno(file.get()), mode) == 0 && write(file.get()) == 1 &&
         std::fflush(file.get()) == 0;
  }
  std::error_code failed;
  if (ok) std::filesystem::rename(part, path, failed);
  return ok && !failed;
}

}  // namespace

Result<TlsFiles> DevelopmentCertificate(const std::filesystem::path& directory) {
  const TlsFiles files{directory / "localhost.crt", directory / "localhost.key"};
  if (IsGoodForAWeek(files)) return files;
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  const Key key(EVP_EC_gen("P-256"));
  const Certificate cert = key ? SelfSigned(key.get()) : Certificate();
  if (!cert) return Fail(Error::Internal("OpenSSL could not make a development certificate"));
  const bool written = WriteFile(files.key, 0600,
                                 [&](std::FILE* file) {
                                   return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0,
                                                               nullptr, nullptr);
                                 }) &&
                       WriteFile(files.certificate, 0644,
                                 [&](std::FILE* file) { return PEM_write_X509(file, cert.get()); });
  if (!written) {
    return Fail(Error::Unavailable(
        fmt::format("cannot write the development certificate to {}", directory.string()),
        "server.tls_directory"));
  }
  return files;
}

}  // namespace vivavoce::realtime
