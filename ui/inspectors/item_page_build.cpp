// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// ItemPage: the widgets for an item, and what they ask of the drawing.

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/base/proxy_style.h"
#include "ui/base/to_qt.h"
#include "ui/commands/item_commands.h"
#include "ui/document/drawing.h"
#include "ui/inspectors/item_page.h"
#include "ui/inspectors/port_rows.h"

namespace weft::ui {
namespace {

constexpr int kLabelWidth = 104;
const QString kName = QStringLiteral("name");
const QString kDevice = QStringLiteral("device");
constexpr const char* kDevicePrefix = "/device:";

AttrDef wordsDef(const QString& name, const char* description) {
    AttrDef def;
    def.name = name.toStdString();
    def.kind = "string";
    def.description = description;
    return def;
}

std::string textOf(const AttrValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? std::string() : *text;
}

/// `CPU:0` is short for `/device:CPU:0`.
std::string deviceFrom(const AttrValue& value) {
    const std::string text(trimmed(textOf(value)));
    return text.empty() || text.front() == '/' ? text : kDevicePrefix + text;
}

}  // namespace

void ItemPage::addHead(const Item& item) {
    m_kind = new QLabel(kindOf(item), m_body);
    m_kind->setFont(fontOf(TextRole::Caption));
    m_kind->setForegroundRole(QPalette::PlaceholderText);
    if (const OpDef* def = signatureOf(item)) {
        m_kind->setToolTip(toQt(def->summary));
        m_kind->setText(m_kind->text() + QStringLiteral(" \u2013 ") + toQt(def->summary));
        m_kind->setWordWrap(true);
    }
    if (item.as<NoteItem>() != nullptr) {
        m_rows->addWidget(m_kind);
        m_note = new QPlainTextEdit(m_body);
        m_note->setAccessibleName(tr("Words of the note"));
        m_note->setMinimumHeight(120);
        m_note->installEventFilter(this);
        m_rows->addWidget(m_note);
        return;
    }
    const ItemId id = item.id;
    AttrField* name = addField(wordsDef(kName, "What it and its nodes are called"),
                               [this, id](AttrValue value, ChangeKind) {
                                   const Status status = make(tr("Rename"), [&](Edit& edit) {
                                       return renameItem(edit, id, textOf(value));
                                   });
                                   if (status.code() == StatusCode::kAlreadyExists) {
                                       emit nameTaken(id.value, toQt(textOf(value)));
                                   }
                                   return status;
                               });
    name->editor()->setFont(fontOf(TextRole::MonoStrong));
    m_rows->addWidget(name);
    m_rows->addWidget(m_kind);
    if (!deviceOf(item)) { return; }
    AttrField* device = addField(wordsDef(kDevice, "Where it runs: CPU:0, GPU:0; empty: anywhere"),
                                 [this, id](AttrValue value, ChangeKind) {
                                     return make(tr("Set device"), [&](Edit& edit) {
                                         return setDevice(edit, id, deviceFrom(value));
                                     });
                                 });
    addRow(tr("device"), tr("Where it runs: CPU:0, GPU:0; empty: anywhere"), device);
}

void ItemPage::addParameters(const Item& item) {
    const std::vector<ParameterFact> all = parametersOf(*m_drawing->current(), item);
    if (all.empty()) { return; }
    addTitle(tr("Parameters"));
    for (const ParameterFact& fact : all) {
        const QString name = toQt(fact.def.name);
        const QString tip = fact.def.description.empty()
                                ? name
                                : name + QStringLiteral(": ") + toQt(fact.def.description);
        if (fact.byWires) {
            auto* told = new QLabel(m_body);
            told->setFont(fontOf(TextRole::Mono));
            told->setForegroundRole(QPalette::PlaceholderText);
            told->setMinimumHeight(size::kLine);
            told->setToolTip(tr("Follows from the inputs"));
            m_told.insert(name, told);
            addRow(name, tip, told);
            continue;
        }
        addRow(name, tip,
               addField(fact.def, [this, id = item.id, key = fact.def.name](const AttrValue& value,
                                                                            ChangeKind kind) {
                   return setParameter(id, key, value, kind);
               }));
    }
}

void ItemPage::addPorts(const Item& item) {
    if (item.as<NoteItem>() != nullptr) { return; }
    const Document& document = m_drawing->document();
    const EngineDocument& expanded = *m_drawing->current();
    if (item.as<DataItem>() == nullptr && !inputsOf(expanded, document, item).empty()) {
        addTitle(tr("Inputs"));
        m_inputs = addPortRows(item, Side::Inputs);
        connect(m_inputs, &PortRows::sourceClicked, this, &ItemPage::goTo);
    }
    if (outputsOf(expanded, document, item).empty()) { return; }
    addTitle(item.as<DataItem>() == nullptr ? tr("Outputs") : tr("Columns"));
    m_outputs = addPortRows(item, Side::Outputs);
}

/// The sockets of a group can be put in another order.
PortRows* ItemPage::addPortRows(const Item& item, Side side) {
    auto* rows = new PortRows(m_body);
    m_rows->addWidget(rows);
    if (item.as<GroupItem>() == nullptr) { return rows; }
    rows->setMovable(true);
    connect(rows, &PortRows::moveRequested, this, [this, rows, side, id = item.id](int at, int to) {
        const PortRef port = rows->ports()[static_cast<std::size_t>(at)].port;
        (void)make(tr("Move port"), [&](Edit& edit) {
            return movePort(edit, id, side, port, static_cast<std::size_t>(to));
        });
    });
    return rows;
}

void ItemPage::addMany() {
    m_kind = new QLabel(tr("%1 things selected").arg(m_ids.size()), m_body);
    m_kind->setFont(fontOf(TextRole::Head));
    m_rows->addWidget(m_kind);
    const Document& document = m_drawing->document();
    const bool run = std::any_of(m_ids.begin(), m_ids.end(), [&](quint64 id) {
        return deviceOf(*document.item(ItemId{id})).has_value();
    });
    if (!run) { return; }
    AttrField* device =
        addField(wordsDef(kDevice, "Where they run"), [this](AttrValue value, ChangeKind) {
            return make(tr("Set device"), [&](Edit& edit) -> Status {
                for (const quint64 id : m_ids) {
                    const Item* item = edit.document().item(ItemId{id});
                    if (item == nullptr || !deviceOf(*item)) { continue; }
                    WEFT_TRY(setDevice(edit, ItemId{id}, deviceFrom(value)));
                }
                return okStatus();
            });
        });
    addRow(tr("device"), tr("Where all of them run"), device);
}

QLabel* ItemPage::addTitle(const QString& text) {
    auto* title = new QLabel(text, m_body);
    title->setFont(fontOf(TextRole::Title));
    title->setContentsMargins(0, 12, 0, 2);
    m_rows->addWidget(title);
    return title;
}

void ItemPage::addRow(const QString& label, const QString& tip, QWidget* field) {
    auto* words = new QLabel(m_body);
    words->setFixedWidth(kLabelWidth);
    words->setFixedHeight(size::kLine);
    words->setText(words->fontMetrics().elidedText(label, Qt::ElideMiddle, kLabelWidth - 8));
    words->setToolTip(tip);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(words, 0, Qt::AlignTop);
    row->addWidget(field, 1);
    m_rows->addLayout(row);
    field->setToolTip(tip);
}

AttrField* ItemPage::addField(const AttrDef& attr, AttrField::Accept accept) {
    AttrField* made = makeAttrField(attr, m_body);
    made->setAccept(std::move(accept));
    m_fields.insert(toQt(attr.name), made);
    return made;
}

}  // namespace weft::ui
