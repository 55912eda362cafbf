// SPDX-License-Identifier: GPL-3.0-or-later
/// @file
/// The editors for each kind of attribute; AttrField says what they have in common.

#include <QAbstractItemView>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

#include "ui/base/proxy_style.h"
#include "ui/base/to_qt.h"
#include "ui/inspectors/attr_field.h"
#include "ui/inspectors/attr_text.h"
#include "ui/inspectors/tensor_editor.h"
#include "ui/inspectors/value_widgets.h"

namespace weft::ui {
namespace {

/// A line of text.
class LineField : public AttrField {
public:
    LineField(const AttrDef& attr, QWidget* parent)
        : AttrField(attr, parent), m_line(new QLineEdit(this)) {
        m_line->setFont(fontOf(TextRole::Mono));
        connect(m_line, &QLineEdit::editingFinished, this, &LineField::finished);
    }

    QWidget* editor() const override { return m_line; }
    QString text() const override { return m_line->text(); }

protected:
    void display(const AttrValue& value, bool isDefault) override {
        m_line->setText(attrText(value));
        m_line->setCursorPosition(0);
        markPale(m_line, isDefault);
    }
    virtual Result<AttrValue> parsed() const { return attrFromText(attr(), m_line->text()); }
    QLineEdit* line() const { return m_line; }

private:
    void finished() {
        if (m_line->isReadOnly() || m_line->text() == attrText(value())) {
            if (!reason().isEmpty()) { restore(); }
            return;
        }
        // An emptied field goes back to the default, where there is one.
        const bool emptied = m_line->text().trimmed().isEmpty() && attr().kind != "string";
        if (emptied && attr().defaultValue) {
            offer(*attr().defaultValue);
            return;
        }
        offer(parsed());
    }

    QLineEdit* m_line;  // child
};

/// Strings, floats, shapes, lists, names of functions.
class TextField final : public LineField {
public:
    TextField(const AttrDef& attr, QWidget* parent) : LineField(attr, parent) { build(line()); }
};

/// A tensor: its values in one line where they fit, its table behind a button.
class TensorField final : public LineField {
public:
    TensorField(const AttrDef& attr, QWidget* parent)
        : LineField(attr, parent), m_button(new QToolButton(this)) {
        m_button->setText(QStringLiteral("..."));
        m_button->setAccessibleName(tr("Edit as a table"));
        m_button->setFixedSize(size::kLine, size::kLine);
        connect(m_button, &QToolButton::clicked, this, &TensorField::openTable);
        auto* both = new QWidget(this);
        auto* row = new QHBoxLayout(both);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(4);
        row->addWidget(line(), 1);
        row->addWidget(m_button);
        build(both);
    }

protected:
    void display(const AttrValue& value, bool isDefault) override {
        const auto* stored = std::get_if<StoredTensorPtr>(&value);
        m_tensor = stored == nullptr ? nullptr : *stored;
        const auto elements = m_tensor ? m_tensor->shape().elements() : std::nullopt;
        LineField::display(value, isDefault);
        line()->setReadOnly(m_tensor != nullptr && (!elements || *elements > kLineElements));
        m_button->setToolTip(m_tensor == nullptr ? tr("Edit as a table")
                                                 : tr("%1 %2: edit as a table")
                                                       .arg(toQt(dtypeName(m_tensor->dtype())),
                                                            toQt(m_tensor->shape().toString())));
        if (m_table != nullptr) { m_table->setTensor(tensorNow()); }
    }
    Result<AttrValue> parsed() const override {
        return attrFromText(attr(), text(), m_tensor ? m_tensor->dtype() : DType::Float);
    }

private:
    Tensor tensorNow() const {
        if (m_tensor != nullptr) {
            Result<Tensor> tensor = m_tensor->tensor();
            if (tensor.ok()) { return *std::move(tensor); }
        }
        return Tensor::scalar(0.0F);
    }
    void openTable() {
        if (m_table == nullptr) {
            m_table = new TensorEditor(this);
            m_table->setWindowFlag(Qt::Tool);
            m_table->setWindowTitle(toQt(attr().name));
            m_table->setAccept([this](const Tensor& tensor) {
                offer(AttrValue(StoredTensor::fromTensor(tensor)));
                return reason().isEmpty() ? okStatus() : invalidArgument(reason().toStdString());
            });
        }
        m_table->setTensor(tensorNow());
        m_table->show();
        m_table->raise();
        m_table->activateWindow();
    }

    StoredTensorPtr m_tensor;
    QToolButton* m_button;            // child
    TensorEditor* m_table = nullptr;  // child, a window
};

class IntField final : public AttrField {
public:
    IntField(const AttrDef& attr, QWidget* parent) : AttrField(attr, parent) {
        m_spin = new IntSpin(this);
        m_spin->setFont(fontOf(TextRole::Mono));
        if (attr.minimum) { m_spin->setMinimum(*attr.minimum); }
        connect(m_spin, &QAbstractSpinBox::editingFinished, this, [this] {
            if (text() != attrText(value())) { offer(parsed()); }
        });
        connect(m_spin, &IntSpin::stepped, this, [this] { offer(parsed(), ChangeKind::Step); });
        build(m_spin);
    }

    QWidget* editor() const override { return m_spin; }
    QString text() const override { return m_spin->text(); }

protected:
    void display(const AttrValue& value, bool isDefault) override {
        m_spin->setText(attrText(value));
        markPale(m_spin, isDefault);
    }

private:
    Result<AttrValue> parsed() const {
        if (text().trimmed().isEmpty() && attr().defaultValue) { return *attr().defaultValue; }
        return attrFromText(attr(), text());
    }
    IntSpin* m_spin = nullptr;  // child
};

class BoolField final : public AttrField {
public:
    BoolField(const AttrDef& attr, QWidget* parent) : AttrField(attr, parent) {
        m_box = new QCheckBox(this);
        m_box->setMinimumHeight(size::kLine);
        connect(m_box, &QCheckBox::clicked, this, [this](bool on) { offer(AttrValue(on)); });
        build(m_box);
    }

    QWidget* editor() const override { return m_box; }
    QString text() const override { return m_box->text(); }

protected:
    void display(const AttrValue& value, bool isDefault) override {
        const bool* on = std::get_if<bool>(&value);
        m_box->setChecked(on != nullptr && *on);
        m_box->setText(m_box->isChecked() ? tr("yes") : tr("no"));
        markPale(m_box, isDefault);
    }

private:
    QCheckBox* m_box = nullptr;  // child
};

/// One of the words or dtypes that the contract allows.
class ChoiceField final : public AttrField {
public:
    ChoiceField(const AttrDef& attr, QWidget* parent) : AttrField(attr, parent) {
        m_menu = new CalmComboBox(this);
        m_menu->setFont(fontOf(TextRole::Mono));
        for (const std::string& word : attr.allowedStrings) { m_menu->addItem(toQt(word)); }
        if (attr.kind == "type") { addTypes(attr.allowedTypes); }
        connect(m_menu, &QComboBox::activated, this,
                [this] { offer(attrFromText(this->attr(), m_menu->currentText())); });
        build(m_menu);
    }

    QWidget* editor() const override { return m_menu; }
    QString text() const override { return m_menu->currentText(); }

protected:
    void display(const AttrValue& value, bool isDefault) override {
        // What a file says may not be allowed: it is shown all the same.
        m_menu->setCurrentIndex(m_menu->findText(attrText(value)));
        m_menu->setPlaceholderText(attrText(value));
        markPale(m_menu, isDefault);
        markPale(m_menu->view(), false);  // its list would look as if nothing could be chosen
    }

private:
    void addTypes(const std::vector<DType>& allowed) {
        const int last = static_cast<int>(DType::UInt64);
        for (int number = 1; allowed.empty() && number <= last; ++number) {
            const auto type = static_cast<DType>(number);
            if (isKnown(type)) { m_menu->addItem(toQt(dtypeName(type))); }
        }
        for (const DType type : allowed) { m_menu->addItem(toQt(dtypeName(type))); }
    }
    CalmComboBox* m_menu = nullptr;  // child
};

}  // namespace

AttrField* makeAttrField(const AttrDef& attr, QWidget* parent) {
    if (attr.kind == "int") { return new IntField(attr, parent); }
    if (attr.kind == "bool") { return new BoolField(attr, parent); }
    if (attr.kind == "type" || !attr.allowedStrings.empty()) {
        if (attr.kind == "type" || attr.kind == "string") { return new ChoiceField(attr, parent); }
    }
    if (attr.kind == "tensor") { return new TensorField(attr, parent); }
    return new TextField(attr, parent);
}

}  // namespace weft::ui
