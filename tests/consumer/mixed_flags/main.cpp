double plain();
double wide();

int main() { return plain() == 7 && wide() == 7 ? 0 : 1; }
