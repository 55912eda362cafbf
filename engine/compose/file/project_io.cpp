// SPDX-License-Identifier: Apache-2.0
#include "engine/compose/file/project_io.h"

#include <algorithm>
#include <cmath>

#include "engine/base/crc32c.h"
#include "engine/base/durable_file.h"
#include "engine/compose/file/project_messages.h"
#include "engine/graph/io/message_io.h"

namespace weft {
namespace {

constexpr std::string_view kMagic = "weft project";
/// Tag and length of field 1, then the magic words.
constexpr std::string_view kHead = "\x0a\x0cweft project";
/// Tag of field 15, a fixed32.
constexpr char kChecksumTag = '\x7d';
constexpr std::size_t kChecksumBytes = 5;
/// Farther out than any canvas; beyond it, pixels lose their precision.
constexpr double kFarthest = 1e9;

std::string place(const std::string& file, std::size_t byte) {
    return concat(" (", file.empty() ? "project" : file, ", byte ", byte, ")");
}

std::uint32_t storedChecksum(std::string_view bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - 4 + i]);
        value |= static_cast<std::uint32_t>(byte) << (8U * i);
    }
    return value;
}

/// Magic and checksum, before anything is parsed.
Status checkFrame(std::string_view bytes, const std::string& file) {
    if (!looksLikeProject(bytes)) {
        const std::size_t common = std::min(bytes.size(), kHead.size());
        const auto differs = std::mismatch(
            bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(common), kHead.begin());
        const auto at = static_cast<std::size_t>(differs.first - bytes.begin());
        return dataLoss(concat(at == bytes.size() ? "project file is cut" : "not a project file",
                               ": got ", bytes.size(), " bytes, want '", kMagic, "' at byte 2",
                               place(file, at)));
    }
    if (bytes.size() < kHead.size() + kChecksumBytes ||
        bytes[bytes.size() - kChecksumBytes] != kChecksumTag) {
        return dataLoss(concat("project file is cut: got no checksum at the end of its ",
                               bytes.size(), " bytes", place(file, bytes.size())));
    }
    const std::uint32_t stored = storedChecksum(bytes);
    const std::uint32_t computed = crc32c(bytes.substr(0, bytes.size() - kChecksumBytes));
    if (stored != computed) {
        return dataLoss(concat("project file is damaged or cut: got checksum ", computed, ", want ",
                               stored, place(file, bytes.size() - kChecksumBytes)));
    }
    return okStatus();
}

Status checkNumbers(const Item& item) {
    for (const double number : {item.x, item.y, item.width, item.height}) {
        if (!(std::abs(number) <= kFarthest)) {
            return dataLoss(concat("place of '", item.name, "' is off the canvas: got ", number));
        }
    }
    return okStatus();
}

Status checkPlaces(const Wire& wire) {
    for (const WirePoint& point : wire.points) {
        if (!(std::abs(point.x) <= kFarthest) || !(std::abs(point.y) <= kFarthest)) {
            return dataLoss(concat("wire ", wire.id.value, " is led off the canvas: got ", point.x,
                                   ", ", point.y));
        }
    }
    return okStatus();
}

}  // namespace

/// Puts entities into an empty document, with the checks that edits make.
class ProjectReader {
public:
    static Result<Document> read(const Project& project, const Limits& limits) {
        if (project.magic() != kMagic) {
            return dataLoss(
                concat("not a project: got '", escaped(project.magic()), "', want '", kMagic, "'"));
        }
        if (project.schema() > kProjectSchema) {
            return unimplemented(concat("project was written by a newer Weft: got schema ",
                                        project.schema(), ", want at most ", kProjectSchema));
        }
        std::vector<Entity> entities = WEFT_TRY(entitiesOfProject(project));
        if (std::ssize(entities) > limits.nodes) {
            return resourceExhausted(concat("too many things in the project: got ", entities.size(),
                                            ", want at most ", limits.nodes));
        }
        Document document;
        bool hasSettings = false;
        for (Entity& entity : entities) {
            const ItemId id = idOf(entity);
            if (const Item* item = std::get_if<Item>(&entity)) { WEFT_TRY(checkNumbers(*item)); }
            if (const Wire* wire = std::get_if<Wire>(&entity)) { WEFT_TRY(checkPlaces(*wire)); }
            const bool settings = std::holds_alternative<Settings>(entity);
            const bool taken = document.m_entities.contains(id) && !(settings && !hasSettings);
            hasSettings = hasSettings || settings;
            if (taken || (id == kSettingsId && !settings)) {
                return dataLoss(concat("two things have one id: got ", id.value));
            }
            document.m_nextId = std::max(document.m_nextId, id.value + 1);
            document.m_entities[id] = std::make_shared<const Entity>(std::move(entity));
        }
        document.m_nextId = std::max(document.m_nextId, project.next_id());
        document.extraBytes = unknownFields(project);
        const Status checked = checkDocument(document);
        return checked.ok() ? Result<Document>(std::move(document))
                            : Result<Document>(dataLoss(messageOf(checked)));
    }

    static void write(const Document& document, Project& project) {
        Project unknown;
        if (!document.extraBytes.empty() && unknown.ParseFromString(document.extraBytes)) {
            copyUnknownFields(unknown, project);
        }
        project.set_magic(std::string(kMagic));
        project.set_schema(kProjectSchema);
        project.set_next_id(document.nextId());
        for (const auto& [id, entity] : document.m_entities) { entityToProject(*entity, project); }
    }

private:
    static std::string unknownFields(const Project& project) {
        if (!hasUnknownFields(project)) { return {}; }
        Project unknown;
        copyUnknownFields(project, unknown);
        return messageBytes(unknown);
    }
};

bool looksLikeProject(std::string_view bytes) { return bytes.starts_with(kHead); }

std::string documentToBytes(const Document& document) {
    Project project;
    ProjectReader::write(document, project);
    std::string bytes = messageBytes(project);
    const std::uint32_t checksum = crc32c(bytes);
    bytes.push_back(kChecksumTag);
    for (std::size_t i = 0; i < 4; ++i) {
        bytes.push_back(static_cast<char>((checksum >> (8U * i)) & 0xFFU));
    }
    return bytes;
}

Result<Document> documentFromBytes(std::string_view bytes, const std::string& file,
                                   const Limits& limits) {
    WEFT_TRY(checkFrame(bytes, file));
    Project project;
    const Status parsed = parseMessage(bytes, "project", project, limits);
    if (!parsed.ok()) { return dataLoss(concat(messageOf(parsed), place(file, bytes.size()))); }
    project.clear_crc32c();
    Result<Document> document = ProjectReader::read(project, limits);
    if (!document.ok()) { return annotated(document.status(), {}, place(file, kHead.size())); }
    return document;
}

std::string documentToText(const Document& document) {
    Project project;
    ProjectReader::write(document, project);
    return messageText(project);
}

Result<Document> documentFromText(std::string_view text, const std::string& file,
                                  const Limits& limits) {
    Project project;
    const std::string suffix = file.empty() ? "" : concat(" (", file, ")");
    const Status parsed = parseMessageText(text, "project", project, limits);
    if (!parsed.ok()) { return annotated(parsed, {}, suffix); }
    Result<Document> document = ProjectReader::read(project, limits);
    if (!document.ok()) { return annotated(document.status(), {}, suffix); }
    return document;
}

Result<Document> readProject(const std::string& path, const Limits& limits) {
    const std::string bytes = WEFT_TRY(readFile(path, limits));
    return path.ends_with(".pbtxt") ? documentFromText(bytes, path, limits)
                                    : documentFromBytes(bytes, path, limits);
}

Status writeProject(const Document& document, const std::string& path) {
    return writeFileDurably(
        path, path.ends_with(".pbtxt") ? documentToText(document) : documentToBytes(document));
}

}  // namespace weft
