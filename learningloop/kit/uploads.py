"""A form field for one or several files. What files are taken is decided by whoever stores them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class FilesInput(forms.FileInput):
    """The browser's own file chooser, letting several files be chosen at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> "list[UploadedFile[Any]]":
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """Several files: cleans to a list of uploads, empty when none was chosen.

    `FilesField(label="Evidence", endings=records.rules.ENDINGS, required=False)`; the form's element needs
    `enctype="multipart/form-data"`. An empty file is passed on: the operation that stores it says what is wrong.
    """

    widget = FilesInput
    default_error_messages = {"required": "Choose a file"}  # noqa: RUF012  # the shape Django declares

    def __init__(self, *, endings: Iterable[str] = (), most: int = 20, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most
        accept = ",".join(endings)
        if accept:
            self.widget.attrs["accept"] = accept

    def clean(self, value: "list[UploadedFile[Any]]") -> "list[UploadedFile[Any]]":
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], "required")
        if len(value) > self.most:
            raise forms.ValidationError(f"Choose at most {self.most} files at a time", "too-many")
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)
